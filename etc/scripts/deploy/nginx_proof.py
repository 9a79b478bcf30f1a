"""What deploy/nginx promises, tried with the real nginx: python3 nginx_proof.py FOLDER [ROLLOUTS]

First with upstreams that are played here: where a connection is refused, the request goes to the
next; where it is reset after any of its bytes, it goes nowhere else, and the worker is told 502;
blanks before an answer reach the worker at once; a worker that leaves is told to the replica;
what the world may not ask is 404; a body has the limit of the server.

Then with three servers under load (ROLLOUTS, 900, 60 at once): each is restarted with a word to
nginx before (`down`, reload), then without, then one is killed. The workers come back after 503 and
Retry-After with the same id, after 502 with a new one. Every rollout must be COMPLETED with the
right conversation and mask, no turn of an id may be sampled twice; a restart that nginx was told
of may not be seen at all, one that it was not told of only as a refusal before the rollout begins.
"""

import asyncio
import collections
import contextlib
import json
import pathlib
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import byte_model  # noqa: E402
import plain_http  # noqa: E402
import replicas  # noqa: E402
import strict_trainer  # noqa: E402

SOURCE = replicas.ROOT / "deploy/nginx"
AT_ONCE = 60
LATENCY = 0.4
MAX_TURNS = 4
MAX_TRIES = 50
LIMIT = 64 * 1024 * 1024
ENVIRONMENT = {
    "ROLLOUT_SERVER_SHUTDOWN_GRACE_SECONDS": "30",
    "HTTP_CLIENT_TIMEOUT": "20",
    "ROLLOUT_TIMEOUT_SECONDS": "60",
    "MAX_CONCURRENT_ROLLOUTS": "60",
    "PRELOAD_TOKENIZERS": byte_model.NAME,
}


class Wrong(Exception):
    """Something is not as promised."""


def check(holds, text):
    if not holds:
        raise Wrong(text)


class Proxy:
    """The nginx of deploy/nginx on a port of loopback, with these replicas; files in a folder."""

    def __init__(self, folder, ports, variant="plain", never_benched=False):
        self.folder = pathlib.Path(folder)
        shutil.copytree(SOURCE, self.folder)
        self.port = replicas.free_port()
        self.process = None
        self.known = set()
        main = self.folder / "nginx.conf"
        self.change(main, [
            (r"(?m)^pid .*", f"pid {self.folder}/pid; daemon off;"),
            (r"(?m)^error_log \S+", f"error_log {self.folder}/error.log"),
            (r"access_log /var/log/nginx/access.log", f"access_log {self.folder}/access.log"),
            (r"rollout-server/plain.conf", f"rollout-server/{variant}.conf")])
        listen = {"plain": [(r"listen 80 ", f"listen 127.0.0.1:{self.port} ")],
                  "tls": [(r"listen 443 ", f"listen 127.0.0.1:{self.port} "),
                          (r"listen 80 ", f"listen 127.0.0.1:{replicas.free_port()} "),
                          (r"/etc/nginx/tls/rollout-server.crt", f"{self.folder}/../server.crt"),
                          (r"/etc/nginx/tls/rollout-server.key", f"{self.folder}/../server.key")]}
        self.change(self.folder / f"rollout-server/{variant}.conf", listen[variant])
        self.servers = self.folder / "rollout-server/replicas.conf"
        left = iter(ports)
        text, places = re.subn(r"server \S+", lambda _: f"server 127.0.0.1:{next(left)}",
                               self.servers.read_text())
        check(places == len(ports), f"replicas.conf has {places} servers")
        self.servers.write_text(
            text.replace("max_fails=3", "max_fails=0") if never_benched else text)

    @staticmethod
    def change(file, changes):
        text = file.read_text()
        for pattern, replacement in changes:
            text, places = re.subn(pattern, replacement, text)
            check(places == 1, f"{file.name} has {pattern} {places} times")
        file.write_text(text)

    async def __aenter__(self):
        with (self.folder / "start.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["nginx", "-e", self.folder / "start.log", "-c", self.folder / "nginx.conf"],
                stderr=log)
        for _ in range(100):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                self.known = self.workers()
                return self
            except OSError:
                await asyncio.sleep(0.05)
        raise Wrong("nginx does not start: " + (self.folder / "start.log").read_text())

    async def __aexit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()

    async def take_out(self, port, out):
        """Marks a replica as down or not, and has nginx read that."""
        text = self.servers.read_text()
        line = re.compile(rf"(server 127\.0\.0\.1:{port} [^;]*?)( down)?;")
        self.servers.write_text(line.sub(r"\1 down;" if out else r"\1;", text))
        self.process.send_signal(signal.SIGHUP)
        await self.read_anew()

    async def read_anew(self):
        """Waits until the processes that were there take no requests any more."""
        for _ in range(200):
            await asyncio.sleep(0.05)
            now = self.workers()
            if now - self.known:
                break
        else:
            raise Wrong("nginx did not read its files anew")
        self.known = now
        await asyncio.sleep(1)  # what they had accepted is on its way

    def workers(self):
        """The processes that take requests."""
        titles = {}
        for pid in pathlib.Path(
                f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            with contextlib.suppress(OSError):
                titles[pid] = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
        return {pid for pid, title in titles.items() if b"shutting down" not in title}


class Played:
    """An upstream that does with each request what it is told to."""

    def __init__(self):
        self.port = replicas.free_port()
        self.server = None
        self.asked = 0
        self.left = asyncio.get_running_loop().create_future()
        self.behaviour = self.answer

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)

    async def close(self):
        self.server.close()
        await self.server.wait_closed()

    async def serve(self, reader, writer):
        self.asked += 1
        try:
            await self.behaviour(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    @staticmethod
    async def whole(reader):
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        return head, await reader.readexactly(int(length[1]) if length else 0)

    async def answer(self, reader, writer):
        await self.whole(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()

    @staticmethod
    def reset(writer):
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()

    def resets(self, after):
        """Resets the connection after so much of the exchange."""
        async def behaviour(reader, writer):
            if after == "some bytes":
                await reader.readexactly(10)
            elif after == "the head":
                await reader.readuntil(b"\r\n\r\n")
            else:
                await self.whole(reader)
            if after == "half of the answer":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                await writer.drain()
                await asyncio.sleep(0.1)
            if after == "an orderly end":
                return
            self.reset(writer)
        return behaviour

    async def beat(self, reader, writer):
        """A blank, and the answer only when the test says so."""
        await self.whole(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n \r\n")
        await writer.drain()
        await self.goes_on
        writer.write(b"2\r\n{}\r\n0\r\n\r\n")
        await writer.drain()

    async def silent(self, reader, writer):
        """Answers nothing, and says when the other side has gone."""
        await self.whole(reader)
        self.left.set_result(await reader.read(1) == b"")


async def post(port, body, path="/rollout", seconds=30.0):
    return await plain_http.exchange(port, "POST", path, body, seconds)


async def played_upstreams(folder):
    upstreams = [Played() for _ in range(3)]
    for upstream in upstreams:
        await upstream.listen()
    async with Proxy(folder / "played", [upstream.port for upstream in upstreams]) as proxy:
        await refused_goes_on(proxy, upstreams)
        await blanks_and_leaving(proxy, upstreams)
        await what_the_world_may_ask(proxy, upstreams)
    # replicas that only fail are left alone for a while, which is not what is tried here
    async with Proxy(folder / "breaking", [upstream.port for upstream in upstreams],
                     never_benched=True) as proxy:
        await begun_goes_nowhere(proxy, upstreams)
    for upstream in upstreams:
        await upstream.close()
    async with Proxy(folder / "encrypted", [upstreams[0].port] * 3, "tls") as proxy:
        await upstreams[0].listen()
        trust = ssl.create_default_context(cafile=folder / "server.crt")
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", proxy.port, ssl=trust, server_hostname="localhost")
        writer.write(plain_http.request("POST", "/rollout", {}))
        check((await plain_http.answer(reader))[0] == 200, "the TLS variant does not pass on")
        writer.close()
    await upstreams[0].close()
    print("nginx: the TLS variant passes a rollout on")


async def refused_goes_on(proxy, upstreams):
    await upstreams[0].close()
    for number in range(30):
        status, _, body = await post(proxy.port, {"number": number})
        check(status == 200, f"with one replica refusing: {status} {body}")
    check(upstreams[1].asked + upstreams[2].asked == 30, "not every request was answered once")
    await upstreams[0].listen()
    print("nginx: a refused connection moves on: 30 of 30 answered with one of three replicas down")


async def begun_goes_nowhere(proxy, upstreams):
    body = {"text": "x" * 300_000}
    for after in ("some bytes", "the head", "the request", "half of the answer", "an orderly end"):
        for upstream in upstreams:
            upstream.behaviour = upstream.resets(after)
        asked = sum(upstream.asked for upstream in upstreams)
        for _ in range(5):
            try:
                status, headers, _ = await post(proxy.port, body)
                check(status == 502 and headers["retry-after"] == "5",
                      f"a reset after {after} is {status}")
            except plain_http.Broken:
                check(after == "half of the answer", f"no answer after a reset after {after}")
        now = sum(upstream.asked for upstream in upstreams)
        check(now - asked == 5, f"5 requests reset after {after} were sent {now - asked} times")
    for upstream in upstreams:
        upstream.behaviour = upstream.answer
    print("nginx: a connection that is reset after some bytes, the head, the request, half of the "
          "answer, or closed: 25 requests sent 25 times, 502 with Retry-After")


async def blanks_and_leaving(proxy, upstreams):
    go_on = asyncio.get_running_loop().create_future()
    for upstream in upstreams:
        upstream.behaviour, upstream.goes_on = upstream.beat, go_on
    async with asyncio.timeout(20), plain_http.connection(proxy.port) as (reader, writer):
        writer.write(plain_http.request("POST", "/rollout", {}))
        await reader.readuntil(b"\r\n\r\n")
        check(await reader.readexactly(4) == b"1\r\n ", "a blank does not reach the worker")
        go_on.set_result(None)
        await reader.readuntil(b"0\r\n\r\n")
    for upstream in upstreams:
        upstream.behaviour = upstream.silent
    async with plain_http.connection(proxy.port) as (_, writer):
        asked = sum(upstream.asked for upstream in upstreams)
        writer.write(plain_http.request("POST", "/rollout", {}))
        await writer.drain()
        while sum(upstream.asked for upstream in upstreams) == asked:
            await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await asyncio.wait([upstream.left for upstream in upstreams],
                           return_when=asyncio.FIRST_COMPLETED)
    for upstream in upstreams:
        upstream.behaviour = upstream.answer
    print("nginx: blanks reach the worker at once, a worker that leaves is told to its replica")


async def what_the_world_may_ask(proxy, upstreams):
    asked = sum(upstream.asked for upstream in upstreams)
    for method, path in (("GET", "/metrics"), ("GET", "/ui"), ("GET", "/ui/"), ("GET", "/"),
                         ("GET", "/observe/health/ready"), ("GET", "/observe/metrics"),
                         ("POST", "/rollout/cancel"), ("GET", "/health/"), ("GET", "//metrics")):
        status, _, body = await plain_http.exchange(proxy.port, method, path)
        check((status, json.loads(body)) == (404, {"detail": "Not Found"}),
              f"{path} is {status} {body}")
    async with plain_http.connection(proxy.port) as (reader, writer):
        writer.write(b"POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
                     % (LIMIT + 1))
        status, _, body = await plain_http.answer(reader)
        check(status == 413 and "detail" in json.loads(body), f"a body over the limit: {status}")
    check(sum(upstream.asked for upstream in upstreams) == asked, "a replica was asked")
    for path in ("/health", "/tools", "/openapi.json"):
        check((await plain_http.exchange(proxy.port, "GET", path))[0] == 200, f"{path} is refused")
    print("nginx: /rollout, /health, /tools, /openapi.json are passed on, everything else is 404; "
          "a body of 64 MiB and a byte is 413")


class Load:
    """Workers, three replicas behind nginx, a trainer that checks everything."""

    def __init__(self, folder, rollouts):
        self.folder = folder
        self.rollouts = rollouts
        self.trainer = strict_trainer.StrictTrainer(latency=LATENCY)
        models = f"{folder}/models"
        byte_model.write(models)
        self.replicas = [replicas.Replica(f"replica-{number}", folder,
                                          ENVIRONMENT | {"ROLLOUT_HUB_LOCAL_FOLDER": models},
                                          heap="1g")  # a body of 64 MiB needs some
                         for number in range(3)]
        self.seen = collections.defaultdict(collections.Counter)  # by phase
        self.phase = "quiet"
        self.next = 0
        self.playing = True
        self.wrong = []

    async def run(self):
        await self.trainer.start()
        try:
            for replica in self.replicas:
                await replica.start()
            await self.body_of_the_limit()
            async with Proxy(self.folder / "load", [r.port for r in self.replicas]) as self.proxy:
                workers = [asyncio.create_task(self.worker()) for _ in range(AT_ONCE)]
                await self.restarts()
                await self.until_played()
                self.playing = False
                await asyncio.gather(*workers)
        finally:
            for replica in self.replicas:
                replica.kill()
        self.report()

    async def body_of_the_limit(self):
        """What nginx just lets through, the server takes too."""
        port = self.replicas[0].port
        async with Proxy(self.folder / "limit", [port] * 3) as proxy:
            body = b" " * (LIMIT - 2) + b"{}"
            async with plain_http.connection(proxy.port) as (reader, writer):
                writer.write(b"POST /rollout HTTP/1.1\r\nHost: x\r\nContent-Type: application/json"
                             b"\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b"
                             % (len(body), body))
                status, _, answer = await plain_http.answer(reader)
                check(status == 422, f"a body of 64 MiB is {status}: {answer[:200]}")
        print("nginx: a body of 64 MiB reaches the server, which validates it")

    async def restarts(self):
        await self.played_in("quiet", 100)
        for replica in self.replicas:
            self.phase = "announced restart"
            await self.proxy.take_out(replica.port, True)
            await self.restart(replica, signal.SIGTERM)
            await self.proxy.take_out(replica.port, False)
            await self.played_in("announced restart", 30)
        for replica in self.replicas:
            self.phase = "restart without a word"
            await self.restart(replica, signal.SIGTERM)
            await self.played_in("restart without a word", 30)
        self.phase = "kill -9"
        await self.restart(self.replicas[0], signal.SIGKILL)
        await self.played_in("kill -9", 60)

    async def played_in(self, phase, count):
        """Lets so many more rollouts end."""
        self.phase = phase
        wanted = self.seen[phase]["COMPLETED"] + count
        for _ in range(1200):
            if self.seen[phase]["COMPLETED"] >= wanted:
                return
            await asyncio.sleep(0.1)
        raise Wrong(f"{phase}: {dict(self.seen[phase])}, {self.wrong[:5]}")

    async def restart(self, replica, how):
        before = time.monotonic()
        code = await replica.end(how, 60)
        took = time.monotonic() - before
        expected = 0 if how == signal.SIGTERM else -signal.SIGKILL
        if code != expected:
            self.wrong.append(f"{replica.name} ended with {code} after {how!r}")
        print(f"nginx: {self.phase}: {replica.name} ended in {took:.1f} s with {code}", flush=True)
        await replica.start()

    async def until_played(self):
        while self.next < self.rollouts:
            await asyncio.sleep(0.1)

    async def worker(self):
        while self.playing:
            number = self.next
            self.next += 1
            try:
                await self.play(number)
            except Exception as e:  # pylint: disable=broad-except
                self.wrong.append(f"rollout {number}: {e!r}")

    async def play(self, number):
        """As a worker of a trainer does: until it is COMPLETED."""
        turns, generation = number % MAX_TURNS, 0
        for _ in range(MAX_TRIES):
            rollout_id = f"nginx-{number}-{generation}"
            session = self.trainer.sessions[rollout_id]
            status, headers, body = await post(
                self.proxy.port,
                {"rollout_id": rollout_id, "server_url": self.trainer.url,
                 "messages": [strict_trainer.question(number, turns)], "sampling_params": {},
                 "tokenizer_name": byte_model.NAME, "max_turns": MAX_TURNS + 1}, seconds=90.0)
            seen = self.seen[self.phase]
            if status == 200:
                answer = json.loads(body)
                self.wrong += strict_trainer.complaints(answer, rollout_id, number, turns, session)
                seen[answer["status"]] += 1
                if answer["status"] != "COMPLETED":
                    self.wrong.append(f"{rollout_id}: {answer['error_message']}")
                return
            begun = bool(session.attempts)
            seen[f"{status} {'after it had begun' if begun else 'before it began'}"] += 1
            if "retry-after" not in headers:
                self.wrong.append(f"{status} without Retry-After: {body}")
            if status != 503:
                generation += 1
            elif begun:
                self.wrong.append(f"{rollout_id} is refused after it had begun")
            await asyncio.sleep(0.2)
        self.wrong.append(f"rollout {number} had no answer in {MAX_TRIES} tries")

    def report(self):
        for phase, counts in self.seen.items():
            print(f"nginx: {phase}: " + ", ".join(f"{count} {what}" for what, count in
                                                  counts.most_common()))
        for phase in ("quiet", "announced restart"):
            if set(self.seen[phase]) != {"COMPLETED"}:
                self.wrong.append(f"{phase}: {dict(self.seen[phase])}")
        for phase, counts in self.seen.items():
            if phase != "kill -9" and any("after" in what for what in counts):
                self.wrong.append(f"{phase}: a rollout was lost: {dict(counts)}")
        self.wrong += self.trainer.violations
        completed = sum(counts["COMPLETED"] for counts in self.seen.values())
        if completed != self.next:
            self.wrong.append(f"{completed} of {self.next} rollouts were COMPLETED")
        print(f"nginx: {completed} of {self.next} rollouts COMPLETED, {self.trainer.calls} calls of "
              f"the trainer, {len(self.trainer.violations)} turns sampled twice or wrong")


async def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    rollouts = int(sys.argv[2]) if len(sys.argv) > 2 else 900
    await played_upstreams(folder)
    load = Load(folder, rollouts)
    await load.run()
    return load.wrong


if __name__ == "__main__":
    try:
        found = asyncio.run(main())
    except replicas.NotTried as e:
        print(f"nginx: not tried: {e}", file=sys.stderr)
        sys.exit(2)
    except Wrong as e:
        found = [str(e)]
    for text in found[:20]:
        print(f"nginx: WRONG: {text}", file=sys.stderr)
    sys.exit(1 if found else 0)
