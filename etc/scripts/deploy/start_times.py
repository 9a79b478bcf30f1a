"""How long servers take to answer /health first, and what they hold while idle.

usage: start_times.py RUNS IDLE_SECONDS NAME=COMMAND...

Each COMMAND, split as a shell would, starts a server that reads ROLLOUT_SERVER_PORT; all are run in
turn, RUNS times. Prints a line for each: name, median, least and most milliseconds from the start of
the process to the end of the first answer, CPU milliseconds until then, and the median of resident MiB
after IDLE_SECONDS without a request.
"""

import os
import pathlib
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SECONDS = 60


def main():
    runs, idle = int(sys.argv[1]), float(sys.argv[2])
    commands = dict(argument.split("=", 1) for argument in sys.argv[3:])
    taken = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            taken[name].append(measure(shlex.split(command), idle))
    for name, all_taken in taken.items():
        times, cpu, resident = zip(*all_taken)
        print(f"{name} {statistics.median(times):.0f} {min(times):.0f} {max(times):.0f}"
              f" {statistics.median(cpu):.0f} {statistics.median(resident):.1f}", flush=True)


def measure(command, idle):
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "ROLLOUT_SERVER_HOST": "127.0.0.1",
                   "ROLLOUT_SERVER_PORT": str(port), "HF_HUB_OFFLINE": "1"}
    start = time.monotonic()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE)
    try:
        while not answers(port):
            if process.poll() is not None or time.monotonic() > start + SECONDS:
                process.kill()
                sys.exit(f"{command} did not answer: {process.stderr.read().decode()[-2000:]}")
            time.sleep(0.002)
        milliseconds = (time.monotonic() - start) * 1000
        cpu = sum(map(int, stat(process.pid)[11:13])) * 1000 / TICK
        time.sleep(idle)
        resident = int(stat(process.pid)[21]) * PAGE / (1 << 20)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()
    return milliseconds, cpu, resident


def stat(pid):
    """The fields behind the program's name."""
    return pathlib.Path("/proc", str(pid), "stat").read_text().rsplit(") ", 1)[1].split()


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answer = b""
            while b'"ready":true' not in answer:
                more = connection.recv(65536)
                if not more:
                    return False
                answer += more
            return answer.startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


if __name__ == "__main__":
    main()
