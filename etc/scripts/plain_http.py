"""HTTP as bytes over asyncio: one request a connection, nothing hidden."""

import asyncio
import contextlib
import json


class Broken(Exception):
    """No answer, or half of one."""


def request(method, path, body=None, headers=()):
    """The bytes of a request after which the connection ends."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
             "Content-Type: application/json", f"Content-Length: {len(content)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


async def answer(reader):
    """Status, headers by lower-case names, and body; the body ends with its length."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip()
                   for name, _, value in (line.partition(":") for line in head[1:] if line)}
        if headers.get("transfer-encoding") == "chunked":
            body = await chunks(reader)
        elif "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = await reader.read()
        return int(head[0].split()[1]), headers, body
    except (asyncio.IncompleteReadError, ConnectionError, ValueError, IndexError) as e:
        raise Broken(repr(e)) from e


async def chunks(reader):
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return body


async def exchange(port, method, path, body=None, seconds=10.0):
    """One request and its answer: status, headers, body."""
    try:
        async with asyncio.timeout(seconds), connection(port) as (reader, writer):
            writer.write(request(method, path, body))
            await writer.drain()
            return await answer(reader)
    except (OSError, TimeoutError) as e:
        raise Broken(repr(e)) from e


async def json_of(port, path):
    """What a GET answers, as JSON."""
    return json.loads((await exchange(port, "GET", path))[2])


@contextlib.asynccontextmanager
async def connection(port):
    """Reader and writer of a connection to loopback, which ends with the block."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    try:
        yield reader, writer
    finally:
        writer.close()
