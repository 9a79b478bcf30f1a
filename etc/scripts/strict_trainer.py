"""A trainer that checks every call and remembers what it sampled, with faults on demand.

It plays the model of `byte_model`: the first message of a rollout says how many turns call a tool.
Each call is held against the protocol (conversation, tool results, response mask); what does not
fit is answered 422 and kept in `violations`. A model is *sampled* by each call that came whole and
was not refused with 503, whatever becomes of the answer: twice for one turn is a violation.
"""

import asyncio
import collections
import json
import random
import re
import socket
import struct

import byte_model

PATH = "/v1/chat/completions"


def question(number, turns):
    """The first message of a rollout that calls a tool in so many turns."""
    return {"role": "user", "content": f"Rollout {number}: add in {turns} turns."}


def answer_of(rollout_id, turn, turns):
    """What the model says in a turn; turns are numbered from 0."""
    if turn == turns:
        return {"role": "assistant", "content": f"{rollout_id} is done."}
    arguments = json.dumps({"a": turn, "b": len(rollout_id)})
    call = {"id": f"call_{turn}", "type": "function",
            "function": {"name": "add", "arguments": arguments}}
    return {"role": "assistant", "content": f"{rollout_id} adds.", "tool_calls": [call]}


def tool_result(rollout_id, turn):
    """The message with the result of the call of that turn."""
    return {"role": "tool", "content": str(turn + len(rollout_id)), "tool_call_id": f"call_{turn}"}


def conversation(rollout_id, number, turns):
    """All messages of a rollout that came to its end."""
    messages = [question(number, turns)]
    for turn in range(turns):
        messages += [answer_of(rollout_id, turn, turns), tool_result(rollout_id, turn)]
    return [*messages, answer_of(rollout_id, turns, turns)]


def complaints(answer, rollout_id, number, turns, session):
    """What is wrong with the answer to a worker, held against what its trainer saw and did."""
    def differs(what, found, expected):
        return [f"{rollout_id}: {what} is {found}, not {expected}"] if found != expected else []

    whole = conversation(rollout_id, number, turns)
    said, metrics = answer["final_messages"], answer["metrics"]
    wrong = differs("the id", answer["rollout_id"], rollout_id)
    if answer["status"] == "COMPLETED":
        return (wrong + differs("the conversation", said, whole)
                + differs("the end", answer["finish_reason"], "stop")
                + differs("the number of calls", metrics["num_llm_calls"], turns + 1)
                + differs("that of tool calls", metrics["num_tool_calls"], turns)
                + differs("that of prompt tokens", metrics["prompt_tokens"], session.prompt_tokens)
                + differs("that of the model's", metrics["response_tokens"],
                          session.response_tokens))
    category = answer["extra_fields"]["error_category"]
    known = set().union(*(CATEGORIES[fault] for fault in session.faults), {"cancelled"})
    return (wrong + differs("the conversation", said, whole[: len(said)])
            + differs("the number of calls", metrics["num_llm_calls"], len(said) // 2)
            + differs("the end", answer["finish_reason"], None)
            + ([] if category in known else
               [f"{rollout_id} ended with {category}: {answer['error_message']}, but its trainer "
                f"played {session.faults}"]))


class Session:
    """What happened to one rollout id."""

    def __init__(self):
        self.sampled = collections.Counter()  # by turn
        self.attempts = collections.Counter()  # by turn
        self.faults = []
        self.ended_at = None  # loop time at which its worker had an answer, or left
        self.late = 0  # calls since then
        self.prompt_tokens = 0
        self.response_tokens = 0


class StrictTrainer:
    """Listens on loopback; `violations` must stay empty."""

    def __init__(self, faults=None, seed=0, latency=0.0, late_after=1.0):
        """`faults` maps each kind of `FAULTS` to its share of the calls."""
        self.faults = faults or {}
        self.seed = seed
        self.latency = latency
        self.late_after = late_after
        self.sessions = collections.defaultdict(Session)
        self.violations = []
        self.calls = 0
        self.played = collections.Counter()
        self.open = set()
        self.closed = collections.defaultdict(  # rollout id -> when its held call was given up
            lambda: asyncio.get_running_loop().create_future())
        self.held = {}  # rollout id -> a future that ends when its call is held
        self.holds = lambda turn: False  # whether calls of that turn are never answered

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=4096)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def stop(self):
        self.server.close()
        for writer in list(self.open):
            writer.close()

    def violation(self, text):
        self.violations.append(text)

    async def serve(self, reader, writer):
        self.open.add(writer)
        writer.transport.get_extra_info("socket").setsockopt(
            socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while await self.exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the other side has gone, or the script ends
        finally:
            self.open.discard(writer)
            writer.close()

    async def exchange(self, reader, writer):
        """One call; whether another may follow on the connection."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = int(re.search(r"(?i)\r\ncontent-length: *(\d+)", head)[1])
        call = json.loads(await reader.readexactly(length))
        self.calls += 1
        session = self.sessions[call["rollout_id"]]
        turn = sum(message["role"] == "assistant" for message in call["messages"])
        session.attempts[turn] += 1
        if call["rollout_id"] in self.held and self.holds(turn):
            self.held.pop(call["rollout_id"]).set_result(turn)
            await self.hold(call["rollout_id"], reader)
            return False
        self.check_time(call["rollout_id"], session)
        fault = self.choose(call["rollout_id"], turn, session.attempts[turn])
        if fault is not None:
            session.faults.append(fault)
            self.played[fault] += 1
        if fault == "unavailable":
            self.unavailable(writer, session.attempts[turn])
            return True
        session.sampled[turn] += 1
        if session.sampled[turn] > 1:
            self.violation(f"{call['rollout_id']} was sampled twice in turn {turn}")
        if self.latency:
            pause = self.latency * (0.5 + self.random(call["rollout_id"], turn, "pause").random())
            await asyncio.sleep(pause)
        status, body = self.answer(call, session, turn)
        if fault is not None:
            return await FAULTS[fault](reader, writer, body,
                                       self.random(call["rollout_id"], turn, "fault"))
        writer.write(b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d"
                     b"\r\n\r\n%b" % (status, len(body), body))
        await writer.drain()
        return True

    def check_time(self, rollout_id, session):
        """One call may have been on its way when the worker had its answer, or left."""
        if session.ended_at is None:
            return
        session.late += 1
        late = asyncio.get_running_loop().time() - session.ended_at
        if session.late > 1 and late > self.late_after:
            self.violation(f"{rollout_id} was asked {late:.1f} s after its worker had gone")

    async def hold(self, rollout_id, reader):
        """Answers nothing, until the other side has gone."""
        try:
            await reader.read(1)
        except ConnectionError:
            pass
        self.closed[rollout_id].set_result(asyncio.get_running_loop().time())

    def holding(self, rollout_id):
        """A future that ends when a call of this rollout is held."""
        self.held[rollout_id] = asyncio.get_running_loop().create_future()
        return self.held[rollout_id]

    def random(self, *names):
        return random.Random(f"{self.seed} {names}")

    def choose(self, *names):
        """A fault, or none."""
        left = self.random(*names).random()
        for fault, share in self.faults.items():
            left -= share
            if left < 0:
                return fault
        return None

    @staticmethod
    def unavailable(writer, attempt):
        """A pause of weights now and then, else nothing but the status."""
        pause = b"Retry-After: 0\r\n" if attempt % 2 else b""
        writer.write(b"HTTP/1.1 503 X\r\n%bContent-Length: 2\r\n\r\n{}" % pause)

    def answer(self, call, session, turn):
        """Status and body for a call that came whole."""
        rollout_id, messages = call["rollout_id"], call["messages"]
        turns = int(re.search(r"in (\d+) turns", messages[0]["content"])[1])
        number = int(messages[0]["content"].split()[1].rstrip(":"))
        # a question may be longer
        known = [messages[0], *conversation(rollout_id, number, turns)[1:]]
        if messages != known[: 1 + 2 * turn]:
            return self.refuse(f"{rollout_id}: the conversation of turn {turn} is {messages}")
        prompt = byte_model.encode(byte_model.render(messages))
        if not self.takes(call["response_mask"], messages, prompt):
            return self.refuse(f"{rollout_id}: the mask of turn {turn} is wrong")
        message = answer_of(rollout_id, turn, turns)
        said = byte_model.encode(byte_model.said(message))
        session.prompt_tokens += len(prompt)
        session.response_tokens += len(said)
        reason = "stop" if turn == turns else "tool_calls"
        return 200, json.dumps({
            "id": f"{rollout_id}-{turn}", "object": "chat.completion", "created": 1,
            "model": "bytes", "token_ids": said, "logprobs": [-0.5] * len(said),
            "prompt_token_ids": prompt,
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        }).encode()

    def takes(self, mask, messages, prompt):
        """Whether a mask has a zero for each new token that the model did not sample."""
        if len(messages) == 1:
            return mask is None
        before = byte_model.encode(byte_model.render(messages[:-2]))
        said = byte_model.encode(byte_model.said(messages[-2]))
        return mask == [0] * (len(prompt) - len(before) - len(said))

    def refuse(self, text):
        self.violation(text)
        return 422, b'{"detail":"does not fit"}'


async def reset(reader, writer, body, rng):
    """Resets the connection before the answer, or inside."""
    head = b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n" % len(body)
    cut = (head + body)[: rng.choice([0, 8, len(head), len(head) + len(body) // 2])]
    if cut:
        writer.write(cut)
        await writer.drain()
    writer.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def stall(reader, writer, body, rng):
    """Never answers, or not to the end, or a byte now and then."""
    head = b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n" % len(body)
    way = rng.choice(["silent", "inside", "drip"])
    if way != "silent":
        writer.write(head + body[:10])
    while way == "drip" and not reader.at_eof():
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.1)
    await reader.read(1)
    return False


async def garbage(reader, writer, body, rng):
    """Answers what nobody can use."""
    good = b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n%b"
    wrong = [b"<html>", b"", body[:-1], body + b"}", b"null", b"[" * 5000, b"\xff\xfe",
             body.replace(b'"token_ids": [', b'"token_ids": [-1, '),
             body.replace(b'"logprobs": [', b'"logprobs": [0.5, ')]
    raw = [b"\x00\x01\x02\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n",
           b"HTTP/1.1 200 X\r\nContent-Length: many\r\n\r\n{}"]
    answer = rng.choice([good % (len(document), document) for document in wrong] + raw)
    writer.write(answer)
    await writer.drain()
    # closing without a word would break the next call, which is another rollout's
    return answer not in raw


# what may be done to a call instead of answering it; whether another may follow
FAULTS = {"reset": reset, "stall": stall, "garbage": garbage, "unavailable": None}

# how a rollout may end because of a fault
CATEGORIES = {
    "reset": {"network_error"}, "stall": {"timeout"},
    "garbage": {"validation_error", "network_error"}, "unavailable": {"trainer_server_error"},
}
