"""What the unit promises, tried in a booted systemd: python3 systemd_proof.py ROOT PID_OF_ITS_INIT

The server is as hardened as told; stop waits for a rollout that runs, whose worker gets its answer;
a server that is killed is started again, one with a wrong configuration is not; keys come by file.
"""

import asyncio
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import byte_model  # noqa: E402
import plain_http  # noqa: E402
import replicas  # noqa: E402
import strict_trainer  # noqa: E402

UNIT = "rollout-server.service"
LATENCY = 1.0
TURNS = 3


class Wrong(Exception):
    """Something is not as promised."""


def check(holds, text):
    if not holds:
        raise Wrong(text)


class Machine:
    """The booted system, whose loopback is ours."""

    def __init__(self, root, init):
        self.root = pathlib.Path(root)
        self.init = init
        self.port = replicas.free_port()

    def run(self, *command):
        return subprocess.run(
            ["nsenter", "-t", self.init, "-m", "-p", "-u", "-i", "--", *command],
            capture_output=True, text=True, check=False)

    def systemctl(self, *command):
        told = self.run("systemctl", *command)
        check(told.returncode == 0, f"systemctl {command}: {told.stdout}{told.stderr}")

    def property(self, name):
        return self.run("systemctl", "show", "--value", "-p", name, UNIT).stdout.strip()

    def environment(self, **variables):
        (self.root / "etc/rollout-server/environment").write_text(
            "".join(f"{name}={value}\n" for name, value in variables.items()))

    async def until(self, what, holds, seconds=60):
        for _ in range(seconds * 10):
            if await holds():
                return
            await asyncio.sleep(0.1)
        log = self.run("journalctl", "-u", UNIT, "-n", "20", "--no-pager").stdout
        raise Wrong(f"{what}: {self.property('ActiveState')}\n{log}")

    async def ready(self):
        async def holds():
            try:
                return (await plain_http.json_of(self.port, "/health"))["ready"]
            except plain_http.Broken:
                return False
        await self.until("not ready", holds)


async def rollout(machine, trainer, rollout_id, headers=()):
    body = {"rollout_id": rollout_id, "server_url": trainer.url,
            "messages": [strict_trainer.question(1, TURNS)], "sampling_params": {},
            "tokenizer_name": byte_model.NAME}
    async with asyncio.timeout(60), plain_http.connection(machine.port) as (reader, writer):
        writer.write(plain_http.request("POST", "/rollout", body, headers))
        status, _, answer = await plain_http.answer(reader)
    return status, answer


def check_rollout(trainer, rollout_id, status, body):
    check(status == 200, f"{rollout_id} is {status}: {body}")
    answer = json.loads(body)
    check(answer["status"] == "COMPLETED", f"{rollout_id}: {answer['error_message']}")
    found = strict_trainer.complaints(answer, rollout_id, 1, TURNS, trainer.sessions[rollout_id])
    check(not found, str(found))


def hardened(machine):
    """As the kernel says it of the process."""
    pid = machine.property("MainPID")
    status = dict(line.split(":\t", 1) for line in
                  machine.run("cat", f"/proc/{pid}/status").stdout.splitlines())
    uid = int(status["Uid"].split()[0])
    found = {name: status[name].strip() for name in ("CapEff", "CapBnd", "NoNewPrivs", "Seccomp")}
    check(found == {"CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"},
          f"the process has {found}")
    check(61184 <= uid <= 65519, f"the user is {uid}, none that was made for it")
    limits = machine.run("cat", f"/proc/{pid}/limits").stdout
    print(f"systemd: user {uid} made for it, no capabilities, no new privileges, calls filtered; "
          + next(line for line in limits.splitlines() if "open files" in line))


async def stop_waits(machine, trainer):
    running = asyncio.create_task(rollout(machine, trainer, "stopped"))
    while not trainer.sessions["stopped"].attempts:
        await asyncio.sleep(0.05)
    stopping = asyncio.create_task(asyncio.to_thread(machine.systemctl, "stop", UNIT))
    done, _ = await asyncio.wait([running, stopping], return_when=asyncio.FIRST_COMPLETED)
    check(running in done, "stop did not wait for the rollout")
    check_rollout(trainer, "stopped", *await running)
    await stopping
    state = [machine.property(name) for name in ("ActiveState", "Result", "ExecMainStatus")]
    check(state == ["inactive", "success", "0"], f"after stop: {state}")
    print(f"systemd: stop waited for a rollout of {TURNS + 1} calls, which was COMPLETED; then "
          f"{' '.join(state)}")


async def crash_restarts(machine, trainer):
    machine.systemctl("start", UNIT)
    await machine.ready()
    machine.systemctl("kill", "-s", "KILL", "--kill-who=main", UNIT)

    async def restarted():
        return machine.property("NRestarts") == "1"
    await machine.until("not restarted", restarted)
    await machine.ready()
    check_rollout(trainer, "after-crash", *await rollout(machine, trainer, "after-crash"))
    print("systemd: killed with SIGKILL it was started again, and plays rollouts")


async def keys(machine, trainer, settings):
    (machine.root / "etc/rollout-server/api-keys").write_text("first-key\nsecond-key\n")
    (machine.root / "etc/rollout-server/api-keys").chmod(0o600)
    (machine.root / f"etc/systemd/system/{UNIT}.d/api-keys.conf").write_text(
        (replicas.ROOT / "deploy/systemd/api-keys.conf").read_text())
    machine.environment(**settings)
    machine.systemctl("daemon-reload")
    machine.systemctl("restart", UNIT)
    await machine.ready()
    check((await rollout(machine, trainer, "no-key"))[0] == 401, "no key is needed")
    check_rollout(trainer, "key", *await rollout(
        machine, trainer, "key", ["Authorization: Bearer second-key"]))
    print("systemd: with api-keys.conf a rollout needs a key of the file, which root alone can read")


async def mistake_is_left(machine, settings):
    machine.systemctl("stop", UNIT)
    machine.environment(**settings | {"ROLLOUT_SERVER_PORT": "many"})
    machine.run("systemctl", "start", UNIT)

    async def failed():
        return machine.property("ActiveState") == "failed"
    await machine.until("not failed", failed)
    state = [machine.property(name) for name in ("ExecMainStatus", "NRestarts")]
    check(state == ["2", "0"], f"with a wrong port: {state}")
    print("systemd: a wrong configuration ends with 2 and is not tried again")


async def main():
    machine = Machine(sys.argv[1], sys.argv[2])
    trainer = strict_trainer.StrictTrainer(latency=LATENCY)
    await trainer.start()
    settings = {"ROLLOUT_SERVER_HOST": "127.0.0.1", "ROLLOUT_SERVER_PORT": machine.port,
                "ROLLOUT_HUB_LOCAL_FOLDER": "/srv/models", "HF_HUB_OFFLINE": "1",
                "PRELOAD_TOKENIZERS": byte_model.NAME}
    machine.environment(**settings)
    machine.systemctl("start", UNIT)
    await machine.ready()
    hardened(machine)
    await stop_waits(machine, trainer)
    await crash_restarts(machine, trainer)
    await keys(machine, trainer, settings)
    await mistake_is_left(machine, settings)
    check(not trainer.violations, str(trainer.violations))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except Wrong as e:
        print(f"systemd: WRONG: {e}", file=sys.stderr)
        sys.exit(1)
