"""A hub with one model, which sends no faster than it is told, over asyncio."""

import asyncio
import hashlib
import re

COMMIT = "0123456789abcdef0123456789abcdef01234567"
PIECE = 16 * 1024


class SlowHub:
    """Serves these files (bytes by name); `asked` has each request line."""

    def __init__(self, name, files, bytes_a_second):
        self.name = name
        self.files = files
        self.pause = PIECE / bytes_a_second
        self.asked = []
        self.sent = 0
        self.stops_at = None  # runs `stop` once so many bytes were sent
        self.stop = None

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    def when_sent(self, count, action):
        """Runs this once so many bytes were sent from now on."""
        self.stops_at = self.sent + count
        self.stop = action

    async def serve(self, reader, writer):
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head.split("\r\n")[0])
            await self.answer(head, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side has gone, or the script ends
        finally:
            writer.close()

    async def answer(self, head, writer):
        path = re.match(rf"(?:GET|HEAD) /{re.escape(self.name)}/resolve/[^/]+/(\S+)", head)
        content = self.files.get(path[1]) if path else None
        if content is None:
            writer.write(b"HTTP/1.1 404 X\r\nX-Error-Code: EntryNotFound\r\nX-Repo-Commit: %b\r\n"
                         b"Content-Length: 0\r\nConnection: close\r\n\r\n" % COMMIT.encode())
            return
        start = re.search(r"(?i)\r\nrange: *bytes=(\d+)-", head)
        offset = int(start[1]) if start else 0
        lines = [f"HTTP/1.1 {206 if start else 200} X", f"X-Repo-Commit: {COMMIT}",
                 f'ETag: "{etag(content)}"', f"Content-Length: {len(content) - offset}",
                 "Connection: close"]
        if start:
            lines.append(f"Content-Range: bytes {offset}-{len(content) - 1}/{len(content)}")
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n")
        if head.startswith("GET"):
            await self.send(content[offset:], writer)

    async def send(self, content, writer):
        for begin in range(0, len(content), PIECE):
            piece = content[begin: begin + PIECE]
            writer.write(piece)
            await writer.drain()
            self.sent += len(piece)
            if self.stops_at is not None and self.sent >= self.stops_at:
                self.stops_at = None
                self.stop()
            await asyncio.sleep(self.pause)


def etag(content):
    """The name of a blob: what it must hold can be told from it."""
    return hashlib.sha256(content).hexdigest()
