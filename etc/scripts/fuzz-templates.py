"""Differential fuzzer for implementations of Jinja2 chat templates.

The oracle is Jinja2 itself, set up as Hugging Face `transformers` does (immutable sandbox,
trim_blocks, lstrip_blocks, loop controls, the generation tag, its own `tojson`).  Needs Python 3.11
and jinja2 3.1.6.  A case depends on `--seed` and its number only.

    fuzz-templates.py generate --count 1000 --seed 1           cases with the oracle's results
    fuzz-templates.py compare --count 100000 --seed 1 -- java -jar server.jar render --batch
    fuzz-templates.py shrink differences.jsonl -- COMMAND       makes differing templates smaller
    fuzz-templates.py record --count 3000 --seed 1 FILE.jsonl.gz    varied cases for a replay
    fuzz-templates.py hostile --count 1000 --seed 1 [-- COMMAND]    expensive templates, no oracle
    fuzz-templates.py serve                                     the oracle as such a COMMAND

COMMAND reads one JSON object a line, `{"id", "template_text", "conversation", "now"}` where
`conversation` has the variables, and answers each in order with one line, `{"id", "text"}` or
`{"id", "error": {"kind", "message"}}`.  The kinds are `syntax` (does not compile), `raised` (by
raise_exception, the message counts), `evaluation` (any other) and `limit` (counts as the latter).

Results that are not stable are left out or made so: memory addresses are compared as `0x`, cases
whose two renderings differ, that print a set, time out or need too much memory are dropped.
"""

import argparse
import collections
import contextlib
import gzip
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time

import template_cases
from template_oracle import NOW, Oracle, stable

KINDS = ("raised", "syntax", "evaluation")


def numbered_cases(args, oracle):
    """Pairs of case and result for the numbers which `--start` and `--step` choose."""
    for index in range(args.start, args.count, args.step):
        template, context = template_cases.make_case(args.seed, index, args.size)
        case = {"id": f"{args.seed}-{index}", "template": template, "context": context}
        yield case, oracle.result(template, context)


def with_result(case, result):
    """The case as it is written: `expected` for a text, `error` for an error."""
    if result is None:
        return {"id": case["id"], "dropped": True}
    return {**case, "expected": result["text"]} if "text" in result else {**case, **result}


def command_generate(args):
    oracle = Oracle(args.seconds)
    for case, result in numbered_cases(args, oracle):
        if result is not None or args.keep_dropped:
            print(json.dumps(with_result(case, result)), flush=args.keep_dropped)
    return 0


def command_serve(args):
    oracle = Oracle(args.seconds)
    for line in sys.stdin:
        query = json.loads(line)
        result = oracle.result(query["template_text"], query["conversation"], query.get("now", NOW))
        answer = result or {"error": {"kind": "dropped", "message": ""}}
        print(json.dumps({"id": query["id"], **answer}), flush=True)
    return 0


# --- worker and child processes ----------------------------------------------------------------


def worker_cases(args, number):
    """The cases of one worker process, which is started again after the case that killed it."""
    start, step = number, args.jobs
    while start < args.count:
        command = [
            sys.executable,
            os.path.abspath(__file__),
            "generate",
            "--keep-dropped",
            "--size",
            str(args.size),
            "--seconds",
            str(args.seconds),
            "--count",
            str(args.count),
            "--seed",
            str(args.seed),
            "--start",
            str(start),
            "--step",
            str(step),
        ]
        environ = {**os.environ, "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=environ)
        try:
            for line in process.stdout:
                start += step
                yield json.loads(line)
        finally:
            process.kill()
            process.wait()
        if start < args.count:
            yield {"id": f"{args.seed}-{start}", "dropped": True}
            start += step


def all_cases(args):
    """The cases of all workers in turn."""
    workers = [worker_cases(args, number) for number in range(args.jobs)]
    while workers:
        for worker in list(workers):
            case = next(worker, None)
            if case is None:
                workers.remove(worker)
            else:
                yield case


class Child:
    """A process which answers lines; started again after a death or a silence."""

    def __init__(self, command, timeout):
        self.command = command
        self.timeout = timeout
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="surrogatepass",
        )
        self.answers = queue.SimpleQueue()
        threading.Thread(target=self.read, args=(self.process.stdout, self.answers), daemon=True).start()

    @staticmethod
    def read(stream, answers):
        with contextlib.suppress(ValueError, OSError):
            for line in stream:
                answers.put(line)
        answers.put(None)

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def write(self, queries):
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write("".join(json.dumps(query) + "\n" for query in queries))
            self.process.stdin.flush()

    def ask(self, queries):
        """The answers of a list of queries, in order."""
        answers = []
        while len(answers) < len(queries):
            if self.process is None:
                self.start()
            rest = queries[len(answers) :]
            threading.Thread(target=self.write, args=(rest,), daemon=True).start()
            answers += self.collect(rest)
        return answers

    def collect(self, queries):
        answers = []
        for query in queries:
            try:
                line = self.answers.get(timeout=self.timeout)
            except queue.Empty:
                self.stop()
                return [
                    *answers,
                    {"id": query["id"], "error": {"kind": "silent", "message": f"no answer in {self.timeout} s"}},
                ]
            if line is None:
                self.stop()
                return [*answers, {"id": query["id"], "error": {"kind": "died", "message": "the command ended"}}]
            answers.append(checked_answer(query, line))
        return answers


def checked_answer(query, line):
    try:
        answer = json.loads(line)
    except ValueError:
        answer = {}
    if not isinstance(answer, dict) or answer.get("id") != query["id"] or not ("text" in answer or "error" in answer):
        return {"id": query["id"], "error": {"kind": "protocol", "message": line[:500]}}
    return answer


def query_of(case):
    return {"id": case["id"], "template_text": case["template"], "conversation": case["context"], "now": NOW}


# --- compare and shrink ------------------------------------------------------------------------


def outcome(result):
    """What two results must have in common."""
    if "error" not in result:
        return "text", stable(result["text"])
    error = result["error"]
    # a limit is what COMMAND has where Python has a recursion or memory error
    kind = "evaluation" if error["kind"] == "limit" else error["kind"]
    return kind, stable(str(error["message"])) if kind == "raised" else None


def expectation(case):
    return {"text": case["expected"]} if "expected" in case else {"error": case["error"]}


def batches(cases, size):
    batch = []
    for case in cases:
        batch.append(case)
        if len(batch) >= size:
            yield batch
            batch = []
    yield batch


def note_progress(counts, started, total):
    speed = sum(counts.values()) / (time.monotonic() - started)
    print(
        f"{sum(counts.values())}/{total} cases, {counts['difference']} differences, {speed:.0f} cases/s",
        file=sys.stderr,
    )


def compare_batch(batch, child, file, counts):
    cases = [case for case in batch if "dropped" not in case]
    counts["dropped"] += len(batch) - len(cases)
    for case, answer in zip(cases, child.ask([query_of(case) for case in cases])):
        wanted, got = outcome(expectation(case)), outcome(answer)
        if wanted == got:
            counts["text" if wanted[0] == "text" else wanted[0]] += 1
        else:
            counts["difference"] += 1
            file.write(json.dumps({**case, "got": answer}, ensure_ascii=False) + "\n")
            file.flush()


def command_compare(args):
    counts, started, shown = collections.Counter(), time.monotonic(), time.monotonic()
    child = Child(args.command, args.timeout)
    with open(args.out, "w", encoding="utf-8", errors="backslashreplace") as file:
        for batch in batches(all_cases(args), args.window):
            compare_batch(batch, child, file, counts)
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                note_progress(counts, started, args.count)
            if counts["difference"] >= args.max_differences:
                break
    child.stop()
    note_progress(counts, started, args.count)
    errors = sum(counts[kind] for kind in KINDS)
    kinds = ", ".join(f"{kind} {counts[kind]}" for kind in KINDS)
    print(
        f"cases {sum(counts.values())}, texts equal {counts['text']}, errors equal {errors} ({kinds}), "
        f"dropped {counts['dropped']}, differences {counts['difference']}"
    )
    return 1 if counts["difference"] else 0


class Shrinker:
    """Makes a template smaller while the same kind of difference stays."""

    def __init__(self, oracle, child, limit):
        self.oracle = oracle
        self.child = child
        self.limit = limit

    def difference(self, case):
        """The two kinds of result if they differ, else None."""
        query = query_of(case)
        wanted = self.oracle.ask([query])[0]
        if wanted.get("error", {}).get("kind") in ("dropped", "died", "silent"):
            return None
        got = self.child.ask([query])[0]
        if outcome(wanted) == outcome(got):
            return None
        case.update(got=got, wanted=wanted)
        return outcome(wanted)[0], outcome(got)[0]

    def shrink(self, case):
        case = {key: case[key] for key in ("id", "template", "context")}
        signature = self.difference(case)
        if signature is None:
            return {**case, "gone": True}
        self.trials = 0
        reduced = True
        while reduced and self.trials < self.limit:
            reduced = False
            for smaller in self.candidates(case):
                self.trials += 1
                if self.difference(smaller) == signature:
                    case, reduced = smaller, True
                    break
                if self.trials >= self.limit:
                    break
        return case

    @staticmethod
    def candidates(case):
        """Smaller cases: whole blocks, block tags without their body, runs of tokens, context."""
        for template in smaller_templates(case["template"]):
            yield {**case, "context": template_cases.reduced(template, case["context"]), "template": template}
        for name, value in case["context"].items():
            for small in smaller_values(value):
                yield {**case, "context": {**case["context"], name: small}}


def smaller_templates(template):
    segments = re.findall(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|(?:(?!\{[%{#]).)+|.", template, re.DOTALL)
    for start, end in block_pairs(segments):
        yield "".join(segments[:start] + segments[end + 1 :])
        yield "".join(segments[:start] + segments[start + 1 : end] + segments[end + 1 :])
    yield from without_runs(segments)
    tokens = template_cases.TOKENS.findall(template)
    for start, end in bracket_pairs(tokens):
        yield "".join(tokens[:start] + tokens[end + 1 :])
        yield "".join(tokens[:start] + tokens[start + 1 : end] + tokens[end + 1 :])
    yield from without_runs(tokens)


def without_runs(parts):
    size = len(parts) // 2
    while size > 0:
        for start in range(0, len(parts), max(1, size // 2)):
            yield "".join(parts[:start] + parts[start + size :])
        size = size // 2 if size > 6 else size - 1


def block_pairs(segments):
    stack, pairs = [], []
    for i, segment in enumerate(segments):
        word = re.match(r"\{%[-+]?\s*(\w+)", segment)
        if word and word[1].startswith("end") and stack:
            pairs.append((stack.pop(), i))
        elif (
            word
            and word[1] not in ("else", "elif", "break", "continue", "print")
            and not re.search(r"set\s[^=]*=", segment)
        ):
            stack.append(i)
    return pairs


def bracket_pairs(tokens):
    stack, pairs = [], []
    for i, token in enumerate(tokens):
        if token in "([{":
            stack.append(i)
        elif token in ")]}" and stack:
            pairs.append((stack.pop(), i))
    return pairs


def smaller_values(value):
    if isinstance(value, (list, str)) and value:
        yield value[:0]
        yield from (value[:i] + value[i + 1 :] for i in range(min(len(value), 20)))
    if isinstance(value, dict):
        yield from ({k: v for k, v in value.items() if k != name} for name in value)
    if isinstance(value, list):
        yield from (
            value[:i] + [small] + value[i + 1 :] for i, item in enumerate(value) for small in smaller_values(item)
        )
    if isinstance(value, dict):
        yield from ({**value, k: small} for k, v in value.items() for small in smaller_values(v))


def command_shrink(args):
    oracle = Child([sys.executable, os.path.abspath(__file__), "serve"], 30)
    child = Child(args.command, args.timeout)
    shrinker = Shrinker(oracle, child, args.limit)
    with open(args.file, encoding="utf-8") as file, open(
        args.out, "w", encoding="utf-8", errors="backslashreplace"
    ) as out:
        for number, line in enumerate(file):
            if number >= args.count:
                break
            case = shrinker.shrink(json.loads(line))
            out.write(json.dumps(case, ensure_ascii=False) + "\n")
            out.flush()
            print(
                case["id"],
                repr(case["template"]),
                "GONE" if "gone" in case else f"wanted {outcome(case['wanted'])} got {outcome(case['got'])}",
            )
    oracle.stop()
    child.stop()
    return 0


# --- record and hostile ------------------------------------------------------------------------


def features(template):
    """Pairs of neighbouring tokens, the measure of variety."""
    tokens = [t for t in template_cases.TOKENS.findall(template) if not t.isspace()]
    return {f"{a} {b}" for a, b in zip(tokens, tokens[1:]) if len(a) + len(b) < 24}


def chosen(cases, seen):
    """The case that adds the most new features for its size."""

    def score(case):
        shown = min(1.0, 0.2 + len(case.get("expected", "an error").strip()) / 12)
        return (
            shown
            * sum(1 / (1 + seen[f]) ** 2 for f in features(case["template"]))
            / (60 + len(json.dumps(case))) ** 0.9
        )

    best = max(cases, key=score)
    seen.update(features(best["template"]))
    return best


def slim(case):
    """Without the standard variables at their default ([], None, None, False) and what no replay compares."""
    blank = template_cases.reduced("", {})
    context = {k: v for k, v in case["context"].items() if k not in blank or v != blank[k]}
    result = {"id": case["id"], "template": case["template"], "context": context}
    if "expected" in case:
        return {**result, "expected": stable(case["expected"])}
    error = case["error"]
    return {
        **result,
        "error": {"kind": error["kind"], **({"message": error["message"]} if error["kind"] == "raised" else {})},
    }


def command_record(args):
    args.count, wanted = args.count * args.choice, args.count
    args.jobs = args.jobs or 1
    seen, kept = collections.Counter(), []
    for batch in batches(all_cases(args), args.choice * 5):
        good = [
            c for c in batch if "dropped" not in c and len(c["template"]) < 500 and len(c.get("expected", "")) < 400
        ]
        texts = [slim(c) for c in good if "expected" in c and (len(c["template"]) > 12)]
        errors = [slim(c) for c in good if "error" in c]
        for group, number in ((texts, 4), (errors, 1)):
            for _ in range(min(number, len(group))):
                kept.append(chosen(group, seen))
                group.remove(kept[-1])
    kept = kept[:wanted]
    data = "".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) + "\n" for case in kept)
    with open(args.file, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(data.encode("utf-8", "surrogatepass"))
    texts = sum("expected" in case for case in kept)
    print(
        f"{len(kept)} cases, {texts} texts ({100 * texts // max(1, len(kept))} %), {os.path.getsize(args.file)} bytes"
    )
    return 0


def command_hostile(args):
    import hostile_templates

    cases = hostile_templates.hostile_cases(args.seed, args.count)
    if not args.command:
        for case in cases:
            print(json.dumps(query_of(case)))
        return 0
    child, bad, slowest = Child(args.command, args.timeout), 0, collections.Counter()
    for _ in range(20):
        child.ask(
            [
                query_of(
                    {
                        "id": "warm-up",
                        "template": "{% for i in [1] %}{{ i|string }}{% endfor %}",
                        "context": {"messages": []},
                    }
                )
            ]
        )
    with open(args.out, "w", encoding="utf-8", errors="backslashreplace") as file:
        for case in cases:
            started = time.monotonic()
            answer = child.ask([query_of(case)])[0]
            took = time.monotonic() - started
            slowest[case["id"]] = took
            kind = "text" if "text" in answer else answer["error"].get("kind")
            if took > args.seconds or kind not in ("text", *args.kinds.split(",")):
                bad += 1
                file.write(json.dumps({**case, "seconds": took, "got": str(answer)[:500]}, ensure_ascii=False) + "\n")
                print(f"{case['id']}: {kind} after {took:.2f} s")
    child.stop()
    worst = [(name, round(took, 2)) for name, took in slowest.most_common(3)]
    print(f"hostile cases {len(slowest)}, failures {bad}, slowest {worst}")
    return 1 if bad else 0


# --- command line ------------------------------------------------------------------------------


def parser():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = top.add_subparsers(dest="mode", required=True)

    def mode(name, function, text, seconds=2.0, count=1000):
        sub = modes.add_parser(name, help=text)
        sub.set_defaults(function=function)
        sub.add_argument("--count", type=int, default=count, help="number of cases (%(default)s)")
        sub.add_argument("--seed", type=int, default=1, help="seed of the cases (%(default)s)")
        sub.add_argument("--seconds", type=float, default=seconds, help="time limit of one case (%(default)s)")
        sub.add_argument(
            "--size", type=float, default=0.8 if name == "record" else 1.0, help="size of the templates (%(default)s)"
        )
        sub.add_argument(
            "--timeout", type=float, default=30, help="longest silence of the command in seconds (%(default)s)"
        )
        return sub

    generate = mode("generate", command_generate, "write cases with the oracle's results")
    generate.add_argument("--start", type=int, default=0, help="number of the first case (%(default)s)")
    generate.add_argument("--step", type=int, default=1, help="take every n-th case (%(default)s)")
    generate.add_argument("--keep-dropped", action="store_true", help="write a line for a dropped case too")
    mode("serve", command_serve, "answer queries with the oracle")
    compare = mode("compare", command_compare, "compare COMMAND with the oracle")
    compare.add_argument("--jobs", type=int, default=2, help="oracle processes (%(default)s)")
    compare.add_argument("--window", type=int, default=64, help="queries sent at once (%(default)s)")
    compare.add_argument("--out", default="differences.jsonl", help="file of the differences (%(default)s)")
    compare.add_argument("--max-differences", type=int, default=10_000, help="stop after so many (%(default)s)")
    shrink = mode("shrink", command_shrink, "make differing templates smaller", count=10_000)
    shrink.add_argument("file", help="file of differences")
    shrink.add_argument("--limit", type=int, default=1500, help="trials for one template (%(default)s)")
    shrink.add_argument("--out", default="shrunk.jsonl", help="file of the results (%(default)s)")
    record = mode("record", command_record, "write varied cases for a replay", count=3000)
    record.add_argument("file", help="file to write, gzip")
    record.add_argument("--choice", type=int, default=4, help="generated cases for each one kept (%(default)s)")
    record.add_argument("--jobs", type=int, default=2, help="oracle processes (%(default)s)")
    hostile = mode("hostile", command_hostile, "write hostile templates or time COMMAND with them", seconds=1.0)
    hostile.add_argument("--kinds", default=",".join((*KINDS, "limit")), help="allowed kinds of error (%(default)s)")
    hostile.add_argument("--out", default="hostile-failures.jsonl", help="file of the failures (%(default)s)")
    return top


def main():
    arguments, command = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, command = arguments[:at], arguments[at + 1 :]
    top = parser()
    args = top.parse_args(arguments)
    args.command = command
    if args.mode in ("compare", "shrink") and not command:
        top.error(f"{args.mode} needs a command after --")
    return args.function(args)


if __name__ == "__main__":
    sys.exit(main())
