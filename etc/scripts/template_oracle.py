"""Jinja2 as Hugging Face `transformers` sets it up, with limits, as the oracle of the fuzzer."""

import contextlib
import datetime
import faulthandler
import json
import os
import re
import resource
import signal
import warnings

import jinja2
import jinja2.ext
import jinja2.nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = "2026-01-05T09:07:03"
ADDRESS = re.compile(r"0x[0-9a-f]+", re.IGNORECASE)
PRINTED_SET = re.compile(r"\{('[^':]*'|\d+)(, ('[^':]*'|\d+))+\}")
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
MAX_TEXT = 20_000
MEMORY = 1 << 30


class GenerationTag(jinja2.ext.Extension):
    """`{% generation %}`: a call block which prints its body."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_generation_support")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    @jinja2.pass_eval_context
    def _generation_support(self, context, caller):
        return caller()


def environment(now=NOW):
    """The environment of transformers with a frozen clock."""
    moment = datetime.datetime.fromisoformat(now)

    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    def strftime_now(format):
        return moment.strftime(format)

    env = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[GenerationTag, jinja2.ext.loopcontrols]
    )
    env.filters["tojson"] = tojson
    env.globals.update(raise_exception=raise_exception, strftime_now=strftime_now)
    return env


class TimeOut(BaseException):
    """Not an Exception, so that no template function swallows it."""


class Dropped(Exception):
    """The case has no usable result."""


@contextlib.contextmanager
def time_limit(seconds):
    """An alarm between byte codes; a call that never returns ends the whole process."""

    def on_alarm(number, frame):
        raise TimeOut

    signal.signal(signal.SIGALRM, on_alarm)
    faulthandler.dump_traceback_later(seconds * 3, exit=True, file=open(os.devnull, "w"))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        faulthandler.cancel_dump_traceback_later()


def error_of(kind, error):
    line = getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return {"error": {"kind": kind, "type": type(error).__name__, "message": str(error), "line": line}}


def evaluate(env, template, context):
    """The result of one case, without its stability check."""
    try:
        compiled = env.from_string(template)
    except (RecursionError, MemoryError) as error:
        raise Dropped from error
    except Exception as error:
        return error_of("syntax", error), None
    return render(compiled, context), compiled


def render(compiled, context):
    try:
        return {"text": compiled.render(**context)}
    except MemoryError as error:
        raise Dropped from error
    except Exception as error:
        kind = "raised" if type(error) is jinja2.exceptions.TemplateError else "evaluation"
        return error_of(kind, error)


def stable(text):
    return ADDRESS.sub("0x", text)


def incomparable(text):
    """Whether the text is too long, prints a set or half a character, or has a memory address in pieces."""
    if len(text) > MAX_TEXT or PRINTED_SET.search(text) or HALF_CHARACTER.search(text):
        return True
    squeezed = re.sub(r"[\W_]", "", text).lower()
    return squeezed.count("at0x") > len(re.findall("at 0x", text, re.IGNORECASE))


class Oracle:
    """Evaluates templates with Jinja2, or returns None for a case that has to be dropped."""

    def __init__(self, seconds=2.0):
        self.seconds = seconds
        self.environments = {}
        self.uses = 0
        warnings.simplefilter("ignore")
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))

    def result(self, template, context, now=NOW):
        self.uses += 1
        if self.uses % 2000 == 0:
            self.environments.clear()
        if now not in self.environments:
            self.environments[now] = environment(now)
        try:
            with time_limit(self.seconds):
                result, compiled = evaluate(self.environments[now], template, context)
                return self.checked(result, compiled, context)
        except (TimeOut, Dropped, MemoryError):
            return None

    def checked(self, result, compiled, context):
        """None if a second rendering differs or the text has parts that no one can compare."""
        if compiled is not None and "text" in result:
            text, held = result["text"], [("".upper, [].copy, (None for _ in ())) for _ in range(200)]
            again = render(compiled, context).get("text")
            held.clear()
            if again is None or stable(again) != stable(text) or incomparable(text):
                return None
        return result
