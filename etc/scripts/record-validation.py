#!/usr/bin/env python3
"""Records what FastAPI with Pydantic v2, both installed beforehand, answers to requests for rollouts.

Run from the repository root: record-validation.py [FILE]. A line is a JSON object: note, content
type (null for none), the body as text or in base64, and the answer: status and either detail or
what became of the values. Of the inputs only scalars are kept. Where FastAPI fails at writing its
own answer (status 500) the detail is what Pydantic found.
"""
import base64
import gzip
import itertools
import json
import math
import sys
import warnings
from typing import Any, Literal

warnings.simplefilter("ignore")

from fastapi import FastAPI  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator  # noqa: E402

FOLDER = "src/test/resources/dev/rolloutserver/protocol/"
FILE = sys.argv[1] if len(sys.argv) > 1 else FOLDER + "validation-cases.jsonl.gz"


class Function(BaseModel):
    name: str = Field(min_length=1, max_length=256)
    arguments: str | dict[str, Any]


class ToolCall(BaseModel):
    id: str = Field(min_length=1, max_length=256)
    type: Literal["function"] = "function"
    function: Function


class Message(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: Literal["system", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None
    tool_calls: list[ToolCall] | None = None
    tool_call_id: str | None = Field(default=None, max_length=256)


class SamplingParams(BaseModel):
    temperature: float = Field(default=1.0, ge=0, le=2)
    top_p: float = Field(default=1.0, ge=0, le=1)
    max_tokens: int = Field(default=512, ge=1, le=32768)
    stop: list[str] | None = None
    logprobs: bool = True


class RolloutRequest(BaseModel):
    rollout_id: str = Field(max_length=256)
    server_url: str
    messages: list[Message] = Field(min_length=1)
    sampling_params: SamplingParams
    tokenizer_name: str
    tokenizer_revision: str | None = None
    max_turns: int = Field(default=10, ge=1, le=100)
    max_tokens_total: int = Field(default=8192, ge=1, le=1_000_000)
    metadata: dict[str, Any] = Field(default_factory=dict)
    callback_api_key: str | None = None
    tool_server_url: str | None = None

    @field_validator("rollout_id")
    @classmethod
    def not_blank(cls, value):
        if not value.strip():
            raise ValueError("rollout_id must not be blank")
        return value

    @field_validator("server_url")
    @classmethod
    def http(cls, value):
        if not value.startswith(("http://", "https://")):
            raise ValueError("server_url must begin with http:// or https://")
        return value.rstrip("/")


app = FastAPI(strict_content_type=False)


@app.post("/rollout")
def rollout(request: RolloutRequest) -> dict:
    values = request.model_dump(exclude={"messages", "metadata", "callback_api_key"})
    return values | {"roles": [message.role for message in request.messages]}


client = TestClient(app, raise_server_exceptions=False)
lines = []
VALID = {
    "rollout_id": "job-step1-idx0-0a1b2c3d",
    "server_url": "http://10.0.0.5:9001",
    "messages": [{"role": "user", "content": "x"}],
    "sampling_params": {},
    "tokenizer_name": "Qwen/Qwen3-8B",
}


def scalar(value):
    finite = not isinstance(value, float) or math.isfinite(value)
    return value is None or isinstance(value, (str, int, float)) and finite


def problems(detail):
    return [{k: v for k, v in p.items() if k != "input" or scalar(v) or v == {}} for p in detail]


def found_by_pydantic(body):
    try:
        RolloutRequest.model_validate(json.loads(body), from_attributes=True)
    except ValidationError as e:
        return [p | {"loc": ["body", *p["loc"]]} for p in e.errors(include_url=False)]
    return []


def case(note, body, content_type="application/json"):
    headers = {} if content_type is None else {"content-type": content_type}
    answer = client.post("/rollout", content=body, headers=headers)
    line = {"note": note, "content_type": content_type}
    try:
        line["body"] = body.decode()
    except UnicodeDecodeError:
        line["base64"] = base64.b64encode(body).decode()
    line["status"] = answer.status_code
    if answer.status_code == 200:
        line["values"] = answer.json()
    else:
        server_error = answer.status_code == 500
        detail = found_by_pydantic(body) if server_error else answer.json()["detail"]
        line["detail"] = detail if isinstance(detail, str) else problems(detail)
    lines.append(json.dumps(line, default=lambda _: {}))


def value(path, new):
    """The valid request with another value at a path; a path ends within what exists."""
    body = json.loads(json.dumps(VALID))
    inner = body
    for name in path[:-1]:
        inner = inner.setdefault(name, {}) if isinstance(inner, dict) else inner[name]
    inner[path[-1]] = new
    text = json.dumps(body)
    case("lone surrogate" if "\\ud800" in text else ".".join(map(str, path)), text.encode())


def values(path, *news):
    for new in news:
        value(path, new)


ANY = [None, True, False, 0, 1, -1, 2.5, "", " ", "text", [], ["a"], [1], {}, {"a": 1}, 10**20]
INTS = [
    2, 2.0, 2.5, 1e20, -1e20, 9.3e18, -9.3e18, 9223372036854775807, 9223372036854775808, -(2**63),
    10**400, -(10**400), 0.0, -0.0, 0.5, 1.0, True, False,
]  # fmt: skip
INT_TEXTS = """5 +5 -5 ++5 +-5 -+5 --5 5.0 5.00 5. .5 .0 0.0 00.0 5.5 5.01 1_0 1__0 _1 1_ 1_0.0 1_.0
1._0 5.0_0 -_5 +_5 0_5 0__5 _ 0_ 0x5 5e0 1e2 007 0007.0 -0 -0.0 -007 +0 + - . １ ٣ ² inf nan
99999999999999999999 -99999999999999999999 9999999999999999999999.0 1_000_000 12_3.000 100.0
99 101 true five 5,0 -0__5 00__5 0__ 0_0 0__0
0_.0 0__.0 +0__5 -1_0 0_5.0 0__5.00 0_1_2 0_1__2 +_0 -00.0 +-0""".split()
FLOAT_TEXTS = """1 +1 -1 ++1 +-1 1.0 1. .5 . 0 -0 1e0 1E0 1e1 1e+0 1e-3 1e 1e400 -1e400 1e-400 e1
1_0e-1 1__0 _1 1_ 1_.5 1._5 0.5_0 i_nf inf -inf +inf Infinity INF nan NaN -nan 1d 1f 0x1 0x1p0 １
٣ ½ true 1,5 0.99999999999999999999 1.00000000000000000001 2.0000000000000001 infinit
""".split()
BOOLS = """yes no on off true false t f y n 1 0 YES Off TRUE False T F Y N tRuE 2 -1 1.0 0.0 01 yess
ja ｙｅｓ ſ""".split()
SPACES = ["\t", "\n", "\v", "\f", "\r", " ", "\x1c", "\x1f", "\x85", "\xa0", "\u1680", "\u2003",
          "\u200b", "\u2028", "\u202f", "\u205f", "\u3000", "\ufeff", "\x00"]  # fmt: skip
LONE = "\ud800"

FIELDS = [[name] for name in RolloutRequest.model_fields]
SAMPLING = [["sampling_params", name] for name in SamplingParams.model_fields]
MESSAGE = [["messages", 0, name] for name in Message.model_fields]
CALL = {"id": "c1", "type": "function", "function": {"name": "add", "arguments": "{}"}}


def call_with(path, *news):
    for new in news:
        call = json.loads(json.dumps(CALL))
        inner = call
        for name in path[:-1]:
            inner = inner[name]
        if new is ...:
            del inner[path[-1]]
        else:
            inner[path[-1]] = new
        value(["messages", 0, "tool_calls"], [CALL, call])


def types():
    for path in FIELDS + SAMPLING + MESSAGE + [["messages", 0], ["sampling_params", "stop"]]:
        values(path, *ANY)
    for path in [["id"], ["type"], ["function"], ["function", "name"], ["function", "arguments"]]:
        call_with(path, ..., *ANY, LONE)
    for path in FIELDS + SAMPLING + MESSAGE:
        value(path, LONE)
    values(["messages", 0, "tool_calls"], [CALL], [1, None, "a", [], CALL, {}], [[CALL]], CALL)
    values(["messages", 0, "content"], [{}], [{"type": "text", "text": "x"}], [1, {}, "a", None])
    values(["messages", 0, "content"], [{"a": None}, []], "é😀", {"type": "text"})
    values(["messages"], [{"role": "user"}] * 3, [1, {}, {"role": "bot"}], [[]], [{"content": 1}])
    values(["metadata"], {"debug_trace": True, "deep": {"a": [1, {"b": None}]}}, {"": LONE})
    values(["sampling_params", "stop"], ["a", 1, None, LONE, ""], ["a", "b"], [["a"]])
    values(["unknown"], 1, None, {"a": []})
    value(["sampling_params", "unknown"], 1)
    values(["messages", 0, "name"], None, "bob", 5, {"a": 1})
    for role in ["system", "user", "assistant", "tool", "function", "User", "developer", "user "]:
        value(["messages", 0, "role"], role)


def bounds():
    for path, low, high in [
        (["max_turns"], 1, 100),
        (["max_tokens_total"], 1, 1_000_000),
        (["sampling_params", "max_tokens"], 1, 32768),
    ]:
        for bound, step in itertools.product([low, high], [-1, 0, 1]):
            values(path, bound + step, float(bound + step), str(bound + step))
    for name, high in [("temperature", 2), ("top_p", 1)]:
        path = ["sampling_params", name]
        values(path, 0, 0.0, -0.0, -1e-9, -1, 5e-324, 0.7, high, float(high), high + 1)
        values(path, high + 1e-9, high - 1e-9, str(high), f"{high}.1", 1e308, 10**308, 10**309)
    for text in ["a", "é", "😀"]:
        for length in [1, 255, 256, 257]:
            value(["rollout_id"], text * length)
            value(["messages", 0, "tool_call_id"], text * length)
            call_with(["id"], text * length)
            call_with(["function", "name"], text * length)
    values(["rollout_id"], " ", "\t\n", "\u3000", "\x1c", "\u200b", " a ", "a/b", " " * 257)
    values(["server_url"], "http://h/", "https://h///", "HTTP://h", "ftp://h", "h:80", " http://h")
    values(["server_url"], "http:/h", "//h", "http", "https:h", "http://[::1]:80/a/b/")
    values(["tokenizer_revision"], "", " ", "main", "a" * 300)
    values(["callback_api_key"], "", "key", "a" * 300)


def conversions():
    for path in [["max_turns"], ["sampling_params", "max_tokens"]]:
        values(path, *INTS, *INT_TEXTS, "9" * 4300, "9" * 4301, "0" * 4301 + "7")
    values(["sampling_params", "temperature"], *INTS, *FLOAT_TEXTS, "1" + "0" * 400)
    values(["sampling_params", "logprobs"], *INTS, *BOOLS)
    for space in SPACES:
        for path in [["max_turns"], ["sampling_params", "top_p"], ["sampling_params", "logprobs"]]:
            value(path, space + "1" + space)
        value(["max_turns"], "1" + space + "0")


def combinations():
    case("nothing", b"{}")
    for name in VALID:
        case("without " + name, json.dumps({k: v for k, v in VALID.items() if k != name}).encode())
    wrong = {
        "max_turns": 0, "rollout_id": 5, "sampling_params": {"top_p": 2, "temperature": "x"},
        "messages": [{"role": "x", "content": 1, "tool_call_id": 2, "tool_calls": [{}]}, None],
        "callback_api_key": 7, "metadata": [], "tokenizer_revision": 1.5, "server_url": "x",
    }  # fmt: skip
    case("much is wrong", json.dumps(wrong).encode())
    case("all null", json.dumps(dict.fromkeys(RolloutRequest.model_fields)).encode())
    for name in RolloutRequest.model_fields:
        case("only null " + name, json.dumps({name: None}).encode())
    twice = json.dumps(VALID)[:-1]
    case("twice", (twice + ', "max_turns": 0, "max_turns": 7}').encode())
    case("twice", (twice + ', "max_turns": 7, "max_turns": 0}').encode())
    case("twice", (twice + ', "sampling_params": {"top_p": 3}, "sampling_params": {}}').encode())


def bodies():
    valid = json.dumps(VALID).encode()
    for content_type in [
        "application/json", "application/json; charset=utf-8", "application/json;charset=latin-1",
        "APPLICATION/JSON", "application/problem+json", "application/x+JSON; a=b", None, "",
        "text/plain", "text/json", "application/xml", "application/jsonl", "application", "json",
        "application/json/x", " application/json ", "application/json ;a", "application/ json",
        ";", "application/x-www-form-urlencoded", "application/+json", "*/*", "application/json,",
        "multipart/form-data; boundary=x", "application/octet-stream", "application/jsonp",
    ]:  # fmt: skip
        case("content type", valid, content_type)
        case("empty body", b"", content_type)
    for body in [b"null", b"[]", b"[1]", b'"a"', b'""', b"1", b"1.5", b"true", b"false", b" null "]:
        case("null" if b"null" in body else "not an object", body)
    for body in [b"{}", b"null", b"{", b"text"]:
        case("not JSON by its type", body, "text/plain")
    for body in """{ [ " {"a" {"a": {"a":1 {"a":1, {"a":1,} {,} {a:1} {'a':1} [1,] [1 {"a":1}} {}x tru
        nul - -x +1 01 1. .5 1e 1e+ 0x1 "\\x" "\\u12" "\\u12g4" "a NaNx {"a":tru} {"a":undefined}
        {"a"1} {1:2} [1;2] // {}/**/ <x/> {"é":x} {"😀":x}""".split():
        case("bad JSON", body.encode())
    for body in [b" ", b"\n\n{", b"{} {}", b"\0", b"{\0}", b'"\x01"', b'"\n"', b'{"a": "b\n"}',
                 b'{"a":1 "b":2}', b"\xef\xbb\xbf{", b'\xef\xbb\xbf{"a":}', b"\xc2\xa0{}"]:  # fmt: skip
        case("bad JSON", body)
    for body in [b"\xff", b"\x80", b'{"a":"\xc3"}', b'"\xc0\x80"', b'{"a":"\xe9"}', b'"\xf5\x80"',
                 valid + b"\xff", b"{\xff", b'"\xf0\x9f\x98"', b'"\xf4\x90\x80\x80"']:  # fmt: skip
        case("not UTF-8", body)
    case("surrogate in UTF-8", b'{"a":"\xed\xa0\x80"}')
    case("mark", b"\xef\xbb\xbf" + valid)
    case("mark twice", b"\xef\xbb\xbf\xef\xbb\xbf" + valid)
    case("UTF-16 with a mark", json.dumps(VALID).encode("utf-16"))
    case("UTF-16", json.dumps(VALID).encode("utf-16-le"))
    case("UTF-32", json.dumps(VALID).encode("utf-32-be"))
    for number in ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"]:
        for name in ["max_turns", "metadata", "rollout_id", "unknown"]:
            case("not finite", (json.dumps(VALID)[:-1] + f', "{name}": {number}}}').encode())
        for name in ["temperature", "max_tokens", "logprobs", "stop", "unknown"]:
            sampling = f'"sampling_params": {{"{name}": {number}}}'
            text = json.dumps(VALID).replace('"sampling_params": {}', sampling)
            case("not finite", text.encode())
    for digits in [4300, 4301]:
        case(f"{digits} digits", (json.dumps(VALID)[:-1] + ', "max_turns": ' + "9" * digits + "}").encode())
    for depth in [400, 100_000]:
        nested = "[" * depth + "]" * depth
        case(f"{depth} deep", (json.dumps(VALID)[:-1] + ', "metadata": {"a": ' + nested + "}}").encode())


for part in [types, bounds, conversions, combinations, bodies]:
    part()
with gzip.GzipFile(FILE, "wb", mtime=0) as file:
    file.write(("\n".join(lines) + "\n").encode())
print(len(lines), "cases in", FILE)
