"""Processes of the packaged server, and nginx before them."""

import asyncio
import dataclasses
import functools
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess

import plain_http

ROOT = pathlib.Path(__file__).resolve().parents[2]

MAX_MORE_DESCRIPTORS = 16
MAX_MORE_THREADS = 8
MAX_MORE_VIRTUAL_THREADS = 16


class NotTried(Exception):
    """The script cannot do its work here."""


def jar():
    """The packaged server: JAR, or what Maven makes."""
    path = pathlib.Path(os.environ.get("JAR", ROOT / "target/rollout-server.jar")).resolve()
    if not path.is_file():
        raise NotTried(f"{path} is missing: run ./mvnw package first")
    return path


def java(tool="java"):
    """A program of the JDK."""
    return str(pathlib.Path(java_home(), "bin", tool))


@functools.cache
def java_home():
    """Maven's wrapper knows where the JDK is."""
    told = subprocess.run([ROOT / "mvnw", "-version"], cwd=ROOT, capture_output=True, text=True)
    for line in told.stdout.splitlines():
        if "runtime: " in line:
            return line.split("runtime: ")[1].strip()
    raise NotTried(f"no JDK: {told.stdout}{told.stderr}")


def clean_environment():
    """Ours, without what would configure a server."""
    return {key: value for key, value in os.environ.items()
            if not key.startswith(("ROLLOUT_", "HF_", "TOKENIZER_"))}


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@dataclasses.dataclass(frozen=True)
class Figures:
    """What a process holds."""

    active: int
    waiting: int
    descriptors: int
    threads: int
    virtual_threads: int

    def leaks(self, before):
        """What is held that was not before, in words."""
        found = [f"{name}: {count}, not 0" for name, count in
                 (("active rollouts", self.active), ("waiting rollouts", self.waiting)) if count]
        for name, now, then, more in (
                ("descriptors", self.descriptors, before.descriptors, MAX_MORE_DESCRIPTORS),
                ("threads", self.threads, before.threads, MAX_MORE_THREADS),
                ("virtual threads", self.virtual_threads, before.virtual_threads,
                 MAX_MORE_VIRTUAL_THREADS)):
            if now > then + more:
                found.append(f"{name}: {now}, before the run {then}")
        return found


class Replica:
    """One server on a port of its own, which survives its processes; with so much heap at most."""

    def __init__(self, name, folder, environment, heap="384m"):
        self.name = name
        self.heap = heap
        self.port = free_port()
        self.log = pathlib.Path(folder, f"{name}.log")
        self.environment = clean_environment() | {
            "ROLLOUT_SERVER_HOST": "127.0.0.1", "ROLLOUT_SERVER_PORT": str(self.port),
            "HF_HUB_OFFLINE": "1"} | environment
        self.process = None

    async def start(self, seconds=60.0):
        """Starts it and waits until it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [java(), f"-Xmx{self.heap}", "-jar", jar()], stdout=log, stderr=log, env=self.environment)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            if self.process.poll() is not None:
                break
            try:
                if (await plain_http.json_of(self.port, "/health"))["ready"]:
                    return
            except plain_http.Broken:
                pass
            await asyncio.sleep(0.1)
        raise NotTried(f"{self.name} is not ready; its log ends:\n"
                       + self.log.read_text()[-3000:])

    async def end(self, number, seconds=60.0):
        """Sends this signal and waits for the end; returns the exit code."""
        self.process.send_signal(number)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while self.process.poll() is None:
            if loop.time() > end:
                self.kill()
                return None
            await asyncio.sleep(0.05)
        return self.process.returncode

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    async def figures(self):
        """What it holds now; garbage is collected first."""
        health = await plain_http.json_of(self.port, "/health")
        proc = pathlib.Path("/proc", str(self.process.pid))
        command = await asyncio.create_subprocess_exec(
            java("jcmd"), str(self.process.pid), "GC.class_histogram",
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL)
        histogram = (await command.communicate())[0].decode()
        virtual = sum(int(line.split()[1]) for line in histogram.splitlines()
                      if " java.lang.VirtualThread " in line)
        return Figures(health["active_rollouts"], health["waiting_rollouts"],
                       len(list((proc / "fd").iterdir())), len(list((proc / "task").iterdir())),
                       virtual)

    async def leaks(self, before, seconds=30.0):
        """What it still holds that it did not before, once it had time to close what is idle."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (found := (await self.figures()).leaks(before)) and loop.time() < end:
            await asyncio.sleep(1)
        return [f"{self.name}: {leak}" for leak in found]


class Nginx:
    """A proxy before replicas: a request that was sent is never sent to another."""

    def __init__(self, folder, replicas):
        if shutil.which("nginx") is None:
            raise NotTried("there is no nginx")
        self.port = free_port()
        self.folder = pathlib.Path(folder, "nginx")
        self.folder.mkdir()
        servers = "\n".join(f"    server 127.0.0.1:{replica.port} max_fails=3 fail_timeout=1s;"
                            for replica in replicas)
        temporary = "\n".join(f"  {kind}_temp_path {self.folder}/{kind};" for kind in
                              ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(f"""\
user {pwd.getpwuid(os.geteuid()).pw_name};
daemon off;
worker_processes 1;
pid {self.folder}/pid;
error_log {self.folder}/error.log warn;
events {{ worker_connections 8192; }}
http {{
{temporary}
  log_format upstream '$status $upstream_status $request_time $upstream_addr';
  access_log {self.folder}/access.log upstream;
  upstream rollout {{
    zone rollout 64k;
    least_conn;
{servers}
  }}
  server {{
    listen 127.0.0.1:{self.port} backlog=4096;
    client_max_body_size 64m;
    proxy_http_version 1.1;
    proxy_set_header Connection close;
    proxy_connect_timeout 2s;
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 3;
    proxy_read_timeout 600s;
    location / {{ proxy_pass http://rollout; }}
  }}
}}
""")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ["nginx", "-p", self.folder, "-e", self.folder / "error.log",
             "-c", self.folder / "nginx.conf"],
            stderr=(self.folder / "start.log").open("wb"))

    def stop(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
