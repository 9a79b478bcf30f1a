#!/usr/bin/env python3
"""Tries the blocks of the documents that one may paste.

usage: document_blocks.py [PAGE...]

Of README.md and all pages in docs, every block marked ```sh must be valid for the shell, ```yaml and
```json must parse, a line of a table or text that names a file of deploy/ must name one that exists.
Blocks marked ```sh run are executed, in the order of their page, as they stand there: in a folder
that looks like a checkout with the packaged server, with $SERVER naming a server that runs, and a
hub on loopback instead of the real one; each must end with 0.

JAR names the server (target/rollout-server.jar). Exit code 1: a block is wrong; 2: it could not be
tried.
"""

import asyncio
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import byte_model
import replicas
import slow_hub

BLOCK = re.compile(r"(?ms)^( *)```(\w+)( run)?\n(.*?)^\1```$")
FILE = re.compile(r"(?<![\w./-])((?:deploy|etc)/[\w./-]*\w)")
MODEL = "Qwen/Qwen3-8B"
SECONDS = 120


class Wrong(Exception):
    """A block is not as it should be."""


class Block:
    """A block of a page."""

    def __init__(self, page, found, text):
        self.place = f"{page.relative_to(replicas.ROOT)}:{text.count(chr(10), 0, found.start()) + 1}"
        self.kind = found[2]
        self.runs = found[3] is not None
        self.text = found[4]

    def check(self):
        """What can be said of it without running it."""
        if self.kind == "sh":
            told = subprocess.run(["sh", "-n"], input=self.text, capture_output=True, text=True,
                                  check=False)
            if told.returncode != 0 or told.stderr:
                raise Wrong(f"{self.place}: {told.stderr}")
            for name in FILE.findall(self.text):
                if not list(replicas.ROOT.glob(name)):
                    raise Wrong(f"{self.place}: there is no {name}")
        elif self.kind == "json":
            json.loads(self.text)
        elif self.kind == "yaml":
            self.check_yaml()

    def check_yaml(self):
        try:
            import yaml
        except ImportError as e:
            raise replicas.NotTried("Python has no yaml: apt-get install python3-yaml") from e
        list(yaml.safe_load_all(self.text))


def blocks(page):
    text = page.read_text()
    return [Block(page, found, text) for found in BLOCK.finditer(text)]


def checkout(folder):
    """A folder that looks like a checkout whose server is packaged."""
    folder.mkdir()
    for name in ("deploy", "docs", "etc", "Dockerfile", "bin"):
        if (replicas.ROOT / name).exists():
            (folder / name).symlink_to(replicas.ROOT / name)
    (folder / "target").mkdir()
    jar = replicas.jar()
    (folder / "target/rollout-server.jar").symlink_to(jar)
    (folder / "target/libs").symlink_to(jar.parent / "libs")
    return folder


async def run(page, runnable, folder):
    """Runs blocks of one page, beside a server and a hub."""
    files = {name: content.encode() for name, content in byte_model.files().items()}
    hub = slow_hub.SlowHub(MODEL, files, 1 << 30)
    await hub.start()
    environment = replicas.clean_environment() | {
        "HF_ENDPOINT": hub.url, "HF_HOME": f"{folder}/huggingface",
        "PATH": f"{replicas.java_home()}/bin:{os.environ['PATH']}"}
    server = replicas.Replica("server", folder, {
        "HF_ENDPOINT": hub.url, "HF_HOME": f"{folder}/huggingface", "HF_HUB_OFFLINE": "0",
        "PRELOAD_TOKENIZERS": MODEL})
    here = checkout(folder / "checkout")
    await server.start()
    try:
        for block in runnable:
            process = await asyncio.create_subprocess_exec(
                "sh", "-eu", "-c", block.text, cwd=here, stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
                env=environment | {"SERVER": f"http://127.0.0.1:{server.port}"})
            async with asyncio.timeout(SECONDS):
                said = (await process.communicate())[0].decode()
            if process.returncode != 0:
                raise Wrong(f"{block.place} ended with {process.returncode}:\n{said}")
    finally:
        server.kill()
    print(f"{page.name}: {len(runnable)} blocks did what they should")


def main():
    pages = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or [
        replicas.ROOT / "README.md", *sorted((replicas.ROOT / "docs").glob("*.md"))]
    count = 0
    for page in pages:
        found = blocks(page)
        for block in found:
            block.check()
        count += len(found)
        runnable = [block for block in found if block.runs]
        if runnable:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="document-blocks-"))
            try:
                asyncio.run(run(page, runnable, folder))
            finally:
                shutil.rmtree(folder)
    print(f"{count} blocks are valid")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except replicas.NotTried as e:
        print(f"document_blocks: {e}", file=sys.stderr)
        sys.exit(2)
    except Wrong as e:
        print(f"document_blocks: {e}", file=sys.stderr)
        sys.exit(1)
