"""Generates random Jinja2 templates with contexts, typed so that most of them render."""

import contextlib
import re

import template_tables as tables

HOLE = re.compile(r"<([a-z0-9]+)([.|]?)>")
BRACKETED = re.compile(r"<[^>]*>|\([^()]*\)|\[[^][]*\]|\{[^{}]*\}|'[^']*'")
MASKS = {" ": "\ue000", "|": "\ue001", "\n": "\ue002"}
CONTEXT_TYPES = {
    "messages": "rows", "tools": "any", "documents": "any", "add_generation_prompt": "bool", "bos_token": "str",
    "s": "str", "text": "str", "html": "str", "n": "int", "neg": "int", "big": "int", "x": "flt", "flag": "bool",
    "nothing": "none", "nums": "ints", "words": "strs", "d": "dict", "row": "row", "rows": "rows", "data": "any",
    "deep": "any", "tree": "tree",
}
NAMES = "a b c k v x y item row acc tmp s d n text".split()
ANY_TYPES = ["str", "str", "str", "int", "int", "flt", "bool", "list", "dict", "none"]
WILD_TYPES = [
    "str", "str", "int", "int", "flt", "bool", "list", "dict", "none", "undef", "lazy", "rows", "strs", "ints", "wild",
    "var", "pr",
]


def kind_of(text):
    """How tightly a production binds: `.` a postfix expression, `|` a filtered one, `` any other."""
    previous = None
    while previous != text:
        previous, text = text, BRACKETED.sub("X", text)
    if " " in text or text[0] in "-+*":
        return ""
    return "|" if "|" in text else "."


def productions(table):
    result = []
    for item in re.split(r"\s*\n|\s{2,}", table.strip()):
        weight, _, text = item.partition(":") if re.match(r"\d+:", item) else ("1", "", item)
        result.append((int(weight), text, kind_of(text)))
    return result


GRAMMAR = {
    name: productions(table)
    for name, table in {
        "str": tables.STRINGS, "int": tables.INTS, "flt": tables.FLOATS, "bool": tables.BOOLS, "list": tables.LISTS,
        "strs": tables.STRS, "ints": tables.INTLISTS, "rows": tables.ROWLISTS, "row": tables.ROWS, "dict": tables.DICTS,
        "lazy": tables.LAZY, "undef": tables.UNDEFS, "pr": tables.PRINTABLES, "wild": tables.WILD,
    }.items()
}
LEAF_HOLES = set(tables.LEAVES) | set(tables.TESTS) | {"slit", "wlit", "filter", "test", "var"}
SIMPLE = {
    "str": "<slit>", "int": "<ilit>", "flt": "<flit>", "bool": "<blit>", "list": "[]", "strs": "['b', 'A', 'c']",
    "ints": "[3, 1, 2]", "rows": "messages", "row": "{'role': 'user', 'n': 2, 'text': 'T'}", "dict": "{'a': 1}",
    "lazy": "range(3)", "undef": "missing", "pr": "<slit>", "wild": "<var>", "any": "<slit>", "tree": "tree",
}


def unmask(text):
    for plain, mask in MASKS.items():
        text = text.replace(mask, plain)
    return text


class TemplateGenerator:
    """One random template and context; the same random source gives the same case."""

    def __init__(self, rng, size=1.0):
        self.rng = rng
        self.size = size
        self.wildness = 0.0
        self.noise = rng.choice([0.0, 0.0, 0.05, 0.3])
        self.signs = rng.choice([0.0, 0.1, 0.4])
        self.scopes = [dict(CONTEXT_TYPES)]
        self.macros = []
        self.loops = 0
        self.blocks = 0
        self.statements = [(getattr(self, name), weight) for name, weight in STATEMENTS.items()]

    # --- small helpers -------------------------------------------------------------------------

    def chance(self, probability):
        return self.rng.random() < probability

    def weighted(self, pairs):
        return self.rng.choices([p[0] for p in pairs], [p[1] for p in pairs])[0]

    @contextlib.contextmanager
    def scope(self, **names):
        macros = len(self.macros)
        self.scopes.append(dict(self.scopes[-1], **names))
        yield
        self.scopes.pop()
        del self.macros[macros:]

    def variables(self, kind):
        return [name for name, found in self.scopes[-1].items() if found == kind]

    def literal(self, value=None):
        """A string literal in the template, with random quotes and escapes."""
        value = self.rng.choice(tables.VALUES) if value is None else value
        quote = self.rng.choice("'\"")
        text = value.replace("\\", "\\\\").replace(quote, "\\" + quote)
        for plain, escape in (("\n", "\\n"), ("\t", "\\t"), ("é", "\\u00e9"), ("é", "\\xe9"), ("🙂", "\\U0001F642"),
                              ("a", "\\141"),
                              ):
            if self.chance(0.4 if plain < " " else 0.1):
                text = text.replace(plain, escape)
        if self.chance(0.03):
            text += self.rng.choice(["\\q", "\\0", "\\\n", "\\x41", "\\a\\b\\f\\v", "\\N{BULLET}", "\\r", "\\/"])
        for plain, mask in MASKS.items():
            text = text.replace(plain, mask)
        return quote + text + quote

    # --- expressions ---------------------------------------------------------------------------

    def leaf(self, kind):
        if kind == "slit":
            return self.literal()
        if kind == "wlit":
            return self.rng.choice(["1", "'a'", "none", "[1]", "x", "(2)", "{}", "-1", "not x"])
        if kind == "filter":
            return self.rng.choice(tables.FILTERS)
        if kind == "test":
            return self.rng.choice(tables.TEST_NAMES)
        if kind == "var":
            return self.rng.choice(list(self.scopes[-1]) + NAMES)
        return self.rng.choice(tables.TESTS.get(kind) or tables.LEAVES[kind])

    def special(self, kind):
        """Productions which depend on what is in scope: loop members, macro calls, variables."""
        if self.loops and kind in ("str", "int", "bool") and self.chance(0.15):
            return self.loop_member(kind)
        if kind == "str" and self.macros and self.chance(0.12):
            return self.macro_call(self.rng.choice(self.macros), 1)
        names = self.variables(kind)
        if names and self.chance(0.45):
            return self.rng.choice(names)
        return None

    def loop_member(self, kind):
        if kind == "str":
            return self.rng.choice(
                ["loop.cycle('a', 'b', 'c')", "loop.index|string", "loop.cycle(*['x', 'y'])", "loop.previtem|string"])
        if kind == "int":
            return "loop." + self.rng.choice("index index0 revindex revindex0 length depth depth0".split())
        return self.rng.choice([
            "loop.first", "loop.last", "loop.changed(loop.index0 // 2)", "loop.previtem is defined",
            "loop.nextitem is undefined", "not loop.last", "loop.index is odd",
        ])

    def expression(self, kind, depth, level="", fresh=False):
        """An expression of a type; `level` is what may follow it: ``, `|` or `.`; no variable if `fresh`."""
        if self.wildness and kind not in LEAF_HOLES and self.chance(self.wildness):
            kind = self.rng.choice(["wild", "wild", self.rng.choice(WILD_TYPES)])
        if kind in ("any", "wany"):
            kind = self.rng.choice(ANY_TYPES if kind == "any" else WILD_TYPES)
            depth = min(depth, 1) if kind == "wild" else depth
        if kind == "num":
            kind = self.rng.choice(["int", "flt"])
        if kind in LEAF_HOLES:
            return self.leaf(kind)
        text = None if fresh else self.special(kind)
        binding = kind_of(text) if text else "."
        if text is None:
            text, binding = self.produce(kind, depth)
        if (level == "." and binding != ".") or (level == "|" and binding == ""):
            return text if self.chance(self.wildness / 2) else f"({text})"
        return text

    def produce(self, kind, depth):
        if depth <= 0 or kind not in GRAMMAR:
            text = SIMPLE.get(kind, "none")
            binding = "."
        else:
            rules = GRAMMAR[kind]
            _, text, binding = self.rng.choices(rules, [rule[0] for rule in rules])[0]
        return HOLE.sub(lambda m: self.expression(m[1], depth - 1, m[2]), text), binding

    def depth(self):
        return self.rng.choice([1, 1, 2, 2, 3] if self.size >= 1 else [1, 1, 1, 2])

    def expr(self, kind):
        return self.expression(kind, self.depth())

    def condition(self, kind, depth=None):
        """An expression for the places where an inline `if` needs parentheses."""
        text = self.expression(kind, self.depth() if depth is None else depth)
        return f"({text})" if " if " in text and not self.chance(0.03) else text

    # --- tags ----------------------------------------------------------------------------------

    def spaced(self, text):
        """Random white space inside a tag; string literals are masked and keep theirs."""
        if not self.noise:
            return text
        if self.chance(self.noise):
            text = re.sub(r" ([-+*/%~<>=!]=?|//|\*\*) (?=[\w'\"(\[])", r"\1", text)
        text = re.sub(" ", lambda m: self.rng.choice(["  ", "\n", "\t", " \n "])
                      if self.chance(self.noise / 2) else " ", text)
        return re.sub(r"\|", lambda m: " | " if self.chance(self.noise) else "|", text)

    def sign(self, choices):
        return self.rng.choice(choices) if self.chance(self.signs) else ""

    def tag(self, body):
        pad = "" if self.chance(self.noise / 3) else " "
        return "{%" + self.sign("--+") + pad + self.spaced(body) + pad + self.sign("--+") + "%}"

    def output(self, body):
        pad = "" if self.chance(self.noise / 3) else " "
        return "{{" + self.sign("--+") + pad + self.spaced(body) + pad + self.sign("-") + "}}"

    def text(self):
        text = "".join(self.rng.choice(tables.TEXTS) for _ in range(self.rng.randint(1, 3)))
        return text if self.chance(0.01) else re.sub(r"\{(?=[{%#]|$)", "{ ", text)

    def body(self, depth, least=1):
        count = self.rng.randint(least, max(least, round((1 + depth) * self.size) + (depth > 1)))
        return "".join(self.statement(depth) for _ in range(count))

    def statement(self, depth):
        if depth <= 0:
            return self.rng.choice([self.st_text, self.st_print, self.st_print])(0)
        return self.weighted(self.statements)(depth - 1)

    # --- statements ----------------------------------------------------------------------------

    def st_text(self, depth):
        return self.text()

    def st_print(self, depth):
        kind = self.rng.choice(["pr", "pr", "str", "str", "str", "int", "flt", "bool", "bool", "list", "strs"])
        return self.output(self.expression(kind, self.depth(), fresh=True)) + (self.text() if self.chance(0.5) else "")

    def st_printtag(self, depth):
        return self.tag("print " + self.expr("pr"))

    def branch(self, depth):
        """A body without a scope of its own: what it sets has no sure type afterwards."""
        before = dict(self.scopes[-1])
        result = self.body(depth)
        for name, kind in self.scopes[-1].items():
            if before.get(name) != kind:
                self.scopes[-1][name] = "maybe"
        return result

    def st_if(self, depth):
        macros = len(self.macros)
        result = self.tag("if " + self.condition(self.rng.choice(["bool", "bool", "any"]))) + self.branch(depth)
        for _ in range(self.rng.choice([0, 0, 0, 1, 2])):
            result += self.tag("elif " + self.condition("bool")) + self.branch(depth)
        if self.chance(0.5):
            result += self.tag("else") + self.branch(depth)
        del self.macros[macros:]
        return result + self.tag("endif")

    def loop_head(self):
        """The target, its types and the iterated expression of a loop."""
        name, other = self.rng.sample(NAMES, 2)
        kind, item = self.rng.choice([("ints", "int"), ("strs", "str"), ("rows", "row"), ("list", "maybe"),
                                      ("lazy", "maybe"), ("str", "str"), ("dict", "maybe"), ("undef", "maybe"),
                                      ("pairs", ""), ])
        if kind != "pairs":
            return name, {name: item}, self.condition(kind)
        source = self.rng.choice([
            "<dict|>|items", "<dict.>.items()", "<dict|>|dictsort", "[(1, 'a'), (2, 'b')]", "[[1, 2]]", "['ab', 'cd']",
            "<rows|>|groupby('role')",
        ])
        target = self.rng.choice(["{}, {}", "{}, {}", "({}, {})", "{},{}"]).format(name, other)
        return target, {name: "maybe", other: "maybe"}, HOLE.sub(lambda m: self.expression(m[1], 1, m[2]), source)

    def st_for(self, depth):
        target, names, source = self.loop_head()
        head = f"for {target} in {source}"
        with self.scope(**names):
            if self.chance(0.2):
                head += " if " + self.condition("bool")
            if self.chance(0.05):
                head += " recursive"
            self.loops += 1
            result = self.tag(head) + self.body(depth)
            if self.chance(0.15):
                result += self.jump() + self.body(0)
            self.loops -= 1
        if self.chance(0.2):
            with self.scope():
                result += self.tag("else") + self.body(depth)
        return result + self.tag("endfor")

    def jump(self):
        inner = self.tag(self.rng.choice(["break", "continue"]))
        return self.tag("if " + self.condition("bool", 1)) + inner + self.tag("endif")

    def st_recursive(self, depth):
        extra = self.rng.choice(
            ["", "{{ loop.depth }}", "{{ loop.index }}/{{ loop.length }}", "{{ loop.depth0 }}{{ loop.last }}"])
        test = self.rng.choice(["", "", " if (k.kids is defined)", " if k.name"])
        call = self.rng.choice(
            ["{{ loop(k.kids) }}", "({{ loop(k.kids)|upper }})", "{% set r = loop(k.kids) %}[{{ r }}]"])
        with self.scope(k="dict"):
            body = self.body(0) if self.chance(0.3) else ""
        return (self.tag(f"for k in tree{test} recursive") + "{{ k.name }}" + extra + body + self.tag("if k.kids") +
                call + self.tag("endif") + self.tag("endfor"))

    def st_set(self, depth):
        if self.chance(0.15):
            one, two = self.rng.sample(NAMES, 2)
            source = self.rng.choice(["<any>, <any>", "(<any>, <any>)", "[<any>, <any>]", "'xy'"])
            value = HOLE.sub(lambda m: self.expression(m[1], 1, m[2]), source)
            self.scopes[-1].update({one: "maybe", two: "maybe"})
            return self.tag(self.rng.choice(["set {}, {} = ", "set ({}, {}) = "]).format(one, two) + value)
        name = self.rng.choice(NAMES)
        kind = self.rng.choice(
            ["str", "str", "int", "flt", "bool", "list", "strs", "ints", "dict", "row", "undef", "lazy", "none"])
        value = self.expr(kind)
        self.scopes[-1][name] = kind if kind not in ("undef", "lazy") else "maybe"
        return self.tag(f"set {name} = {value}")

    def st_setblock(self, depth):
        name = self.rng.choice(NAMES)
        chain = self.rng.choice(
            ["", "", " | upper", " | trim | replace('a', 'b')", "|length|string", " | indent(2)", "|e", "|safe"])
        with self.scope():
            body = self.body(depth)
        self.scopes[-1][name] = "str"
        return self.tag(f"set {name}{chain}") + body + self.tag("endset")

    def st_namespace(self, depth):
        name = self.rng.choice(["ns", "ns2", "a"])
        result = self.tag(f"set {name} = namespace(v={self.expr('any')}, c={self.expr('int')})")
        self.scopes[-1][name] = "maybe"
        updates = [
            f"set {name}.v = {self.expr('any')}", f"set {name}.c = {name}.c + 1", f"set {name}.w = {name}.v ~ 'x'",
            f"set {name}.v, {name}.c = 1, 2",
        ]
        inner = self.tag(self.rng.choice(updates))
        if self.chance(0.2):
            inner = self.tag(f"set {name}.v" + self.rng.choice(["", "|upper"])) + self.text() + self.tag("endset")
        if self.chance(0.6):
            with self.scope(i="int"):
                inner = (self.tag(f"for i in {self.condition('ints')}") + inner + self.statement(min(depth, 1)) +
                         self.tag("endfor"))
        return (result + inner +
                self.output(self.rng.choice([f"{name}.v", f"{name}.c", f"{name}['v']", f"{name}.w is defined", name])))

    def st_macro(self, depth):
        name = self.rng.choice(["m1", "m2", "m3", "fn", "show"])
        params = [(p, self.rng.choice(["str", "int", "any"]))
                  for p in self.rng.sample(["a", "b", "c", "x"], self.rng.randint(0, 3))]
        split = self.rng.randint(0, len(params))
        heads = [p if i < split else f"{p}={self.expression(kind, 1)}" for i, (p, kind) in enumerate(params)]
        caller = self.rng.choice([None, None, 0, 1])
        loops, self.loops = self.loops, 0
        with self.scope(**dict(params)):
            body = self.body(depth) + self.macro_extras(caller)
        self.loops = loops
        macro = {
            "name": name, "params": params, "needed": split, "caller": caller, "free": "varargs" in body
            and "kwargs" in body,
        }
        self.scopes[-1][name] = "maybe"
        self.macros[:] = [m for m in self.macros if m["name"] != name] + [macro]
        result = (self.tag(f"macro {name}({', '.join(heads)})") + body +
                  self.tag("endmacro " + name if self.chance(0.005) else "endmacro"))
        return result + (self.output(self.macro_call(macro, 1)) if self.chance(0.7) else "")

    def macro_extras(self, caller):
        result = ""
        if self.chance(0.2):
            result += self.rng.choice([
                "{{ varargs|length }}{{ kwargs|length }}", "{{ varargs }}{{ kwargs }}",
                "{{ varargs|join(',') }}{{ kwargs.z }}",
            ])
        if caller is not None:
            result += "{% if caller %}<{{ caller(" + ("'arg'" if caller else "") + ") }}>{% endif %}"
        return result

    def macro_call(self, macro, depth):
        macros, self.macros = self.macros, []
        parts = []
        for i, (name, kind) in enumerate(macro["params"]):
            value = self.expression(kind, depth)
            keyword = parts and "=" in parts[-1].partition("'")[0].partition("(")[0] or self.chance(0.25)
            if i >= macro["needed"] and self.chance(0.4):
                break
            parts.append(f"{name}={value}" if keyword else value)
        self.macros = macros
        if macro["free"] and self.chance(0.6):
            parts += self.rng.choice([["z=1"], ["**{'z': 2, 'q': 3}"], ["z='k'"]])
        elif not macro["params"] and self.chance(0.05):
            parts = ["*[]", "**{}"]
        return f"{macro['name']}({', '.join(parts)})"

    def st_call(self, depth):
        takers = [m for m in self.macros if m["caller"] is not None]
        if not takers:
            made = (self.tag("macro box(t='-')") + "[{{ t }}{{ caller(1) if t == 'x' else caller(t) }}]" +
                    self.tag("endmacro"))
            head, call, names = made, f"box({self.rng.choice(['', self.literal(), 't=3'])})", {"p": "maybe"}
        else:
            macro = self.rng.choice(takers)
            head, call, names = "", self.macro_call(macro, 1), {"p": "maybe"} if macro["caller"] else {}
        params = "(p)" if names else self.rng.choice(["", "()", "(p=1)"])
        loops, self.loops = self.loops, 0
        with self.scope(**names):
            body = self.body(depth) + (self.output("p") if names else "")
        self.loops = loops
        return head + self.tag(f"call{params} {call}") + body + self.tag("endcall")

    def st_filter(self, depth):
        chain = self.rng.choice([
            "upper", "trim", "indent(2)", "replace('a', 'b')", "title|trim", "upper|lower|e", "default('x', true)",
            "indent(width=3, first=true)", "list|join('.')", "tojson", "striptags", "center(20)", "safe|e",
            "length" if self.chance(0.2) else "string",
        ])
        with self.scope():
            return self.tag("filter " + chain) + self.body(depth) + self.tag("endfilter")

    def st_with(self, depth):
        pairs = [(name, self.rng.choice(["str", "int", "list", "dict"]))
                 for name in self.rng.sample(NAMES, self.rng.randint(0, 2))]
        head = "with " + ", ".join(f"{name}={self.expr(kind)}" for name, kind in pairs)
        with self.scope(**dict(pairs)):
            return self.tag(head.strip()) + self.body(depth) + self.tag("endwith")

    def st_raw(self, depth):
        inner = self.rng.choice(["{{ x }}", "{% if %}", "{# c #}", " \n{{\n", "{%- endif -%}", "'", self.text()])
        return ("{%" + self.sign("-+") + " raw " + self.sign("-") + "%}" + inner + "{%" + self.sign("-+") + " endraw " +
                self.sign("-+") + "%}")

    def st_block(self, depth):
        self.blocks += 1
        name = f"blk{self.blocks}" if not self.chance(0.02) else "blk1"
        scoped = self.rng.choice(["", "", " scoped"])
        saved, self.scopes, macros, self.macros, loops, self.loops = (self.scopes, [dict(CONTEXT_TYPES)], self.macros,
                                                                      [], self.loops, 0,
                                                                      )
        body = self.body(depth)
        self.scopes, self.macros, self.loops = saved, macros, loops
        after = self.output(f"self.{name}()" + self.rng.choice(["", "|upper", "|length"])) if self.chance(0.3) else ""
        return (self.tag(f"block {name}{scoped}") + body + self.tag("endblock" + self.rng.choice(["", " " + name])) +
                after)

    def st_autoescape(self, depth):
        with self.scope():
            return (self.tag("autoescape " + self.rng.choice(["true", "true", "false", "flag"])) + self.body(depth) +
                    self.tag("endautoescape"))

    def st_generation(self, depth):
        loops, self.loops = self.loops, 0
        with self.scope():
            result = self.tag("generation") + self.body(depth) + self.tag("endgeneration")
        self.loops = loops
        return result

    def st_comment(self, depth):
        return ("{#" + self.sign("-+") + self.rng.choice(["", " c ", " {{ x }} ", "\n", " {% if %} ", "'"]) +
                self.sign("-+") + "#}")

    def st_raise(self, depth):
        return (self.tag("if " + self.rng.choice(["false", "flag", "messages|length > 2"])) +
                self.output(f"raise_exception({self.rng.choice(['', 'message='])}{self.expression('str', 1)})") +
                self.tag("endif"))

    def st_rare(self, depth):
        if self.wildness < 0.1:
            return self.st_print(depth)
        return self.tag(
            self.rng.choice([
                "include 'x'", "import 'x' as y", "extends 'x'", "from 'x' import y", "do x", "nope", "break",
                "continue", "else", "endif", "endfor", "set x", "set 1 = 2", "set none = 1", "for x in",
                "for loop in [1]", "block b", "macro m(a=1, b)", "macro m(a, a)", "set d.x = 1", "set x.y.z = 1",
                "include 'x' ignore missing", "if", "call x", "filter nope", "print", "trans", "set loop = 1",
                "for true in [1]", "set a[0] = 1", "",
            ]))

    # --- scoping games -------------------------------------------------------------------------

    def st_soup(self, depth):
        """Nested statements over a few names which only set, print and concatenate."""
        return "".join(self.soup(min(depth, 2) + 1) for _ in range(self.rng.randint(2, 5)))

    def soup_value(self):
        name = self.rng.choice("pqr")
        return self.rng.choice([
            f"{name} ~ 'x'", name, "1", "'v'", f"{name} or 'd'", f"({name} is defined)", "i",
            f"f() if f is defined else {name}",
        ])

    def soup(self, depth):
        name = self.rng.choice("pqr")
        if depth <= 0 or self.chance(0.35):
            return self.rng.choice([
                self.output(name),
                self.output(name),
                self.tag(f"set {name} = {self.soup_value()}"),
                self.output("i"),
                self.output(f"{name} is defined"),
                self.tag(f"set {name}") + "b" + self.output(name) + self.tag("endset"),
            ])
        inner = "".join(self.soup(depth - 1) for _ in range(self.rng.randint(1, 3)))
        head, tail = self.rng.choice([(f"if {name}", "endif"), (f"if {name} is defined", "endif"),
                                      ("for i in [1, 2]", "endfor"), (f"for {name} in 'uv'", "endfor"),
                                      (f"for {name} in [{self.soup_value()}]", "endfor"),
                                      (f"with {name} = {self.soup_value()}", "endwith"), ("filter upper", "endfilter"),
                                      (f"set {name}", "endset"), ("generation", "endgeneration"),
                                      ("macro f()", "endmacro"), (f"macro f({name}='D')", "endmacro"),
                                      ("for i in []", "endfor"),
                                      (f"macro g({name}, i={self.soup_value()})", "endmacro"),
                                      ("autoescape true", "endautoescape"), ("call g()", "endcall"),
                                      (f"block {self.block_name()}", "endblock"),
                                      (f"block {self.block_name()} scoped", "endblock"), ])
        if head.startswith("call"):
            return ("{% macro g() %}" + self.soup(0) + "{{ caller() }}{% endmacro %}" + self.tag(head) + inner +
                    self.tag(tail))
        if head.startswith("macro"):
            call = self.output(head[6] + "()")
            return self.tag(head) + inner.replace("f()", "1") + self.tag(tail) + (self.soup(0) + call)
        if tail in ("endif", "endfor") and self.chance(0.3):
            inner += self.tag("else") + self.soup(depth - 1)
        return self.tag(head) + inner + self.tag(tail)

    def block_name(self):
        self.blocks += 1
        return f"blk{self.blocks}"

    def st_game(self, depth):
        return HOLE.sub(lambda m: self.expression(m[1], 1, m[2]), self.rng.choice(tables.GAMES))

    # --- programs ------------------------------------------------------------------------------

    def template(self, wildness):
        self.wildness = wildness
        text = "".join(
            self.statement(self.rng.choice([1, 2, 2, 3]))
            for _ in range(max(1, round(self.rng.randint(1, 5) * self.size))))
        text = unmask(text) + self.rng.choice(["", "", "\n", "\n\n"])
        if self.chance(0.06):
            text = text.replace("\n", self.rng.choice(["\r\n", "\r"]))
        return text


STATEMENTS = {
    "st_text": 14, "st_print": 38, "st_printtag": 2, "st_if": 12, "st_for": 14, "st_set": 14, "st_setblock": 4,
    "st_namespace": 4, "st_macro": 8, "st_call": 3, "st_filter": 3, "st_with": 3, "st_raw": 2, "st_block": 3,
    "st_autoescape": 2, "st_generation": 3, "st_comment": 4, "st_raise": 1, "st_recursive": 2, "st_rare": 2,
    "st_soup": 5, "st_game": 4,
}
