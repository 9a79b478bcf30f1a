"""Random contexts for the generated templates, mutations of templates, and numbered cases."""

import random
import re

import template_tables as tables
from template_generator import CONTEXT_TYPES, TemplateGenerator


def random_value(rng, depth):
    """A random JSON value."""
    kind = rng.choice(["str", "str", "str", "int", "float", "bool", "null"] +
                      (["list", "dict"] * 3 if depth > 0 else []))
    if kind == "list":
        return [random_value(rng, depth - 1) for _ in range(rng.randint(0, 3))]
    if kind == "dict":
        keys = ["a", "b", "items", "role", "type", "x y", "名", "1", "content", "keys", "", "A"]
        return {rng.choice(keys): random_value(rng, depth - 1) for _ in range(rng.randint(0, 3))}
    return {
        "str": rng.choice(tables.VALUES), "int": random_int(rng), "float": random_float(rng), "bool": rng.random()
        < 0.5, "null": None,
    }[kind]


def random_int(rng):
    big = [255, -1000, 2**31 - 1, -(2**31), 2**53 + 1, 2**63, -(2**63) - 1, 10**30]
    return rng.choice([0, 1, 2, 3, 5, -1, -3, 10, 42, 100, rng.randint(-20, 20), rng.choice(big)])


def random_float(rng):
    return rng.choice([
        0.0, -0.0, 1.0, 0.5, -2.5, 3.14, 1e-7, 1e16, 1e22, 123456.789, 0.1, 2.675, 1e100, 5e-324, 100.0,
        round(rng.uniform(-50, 50), 3),
    ])


def random_row(rng):
    row = {
        "role": rng.choice(["user", "assistant", "system", "tool",
                            "User"]), "content": rng.choice([rng.choice(tables.VALUES),
                                                             random_value(rng, 2)]), "n": rng.randint(-3, 9),
        "text": rng.choice(tables.VALUES),
    }
    if rng.random() < 0.2:
        row["tool_calls"] = [{"type": "function", "function": {"name": "f", "arguments": random_value(rng, 2)}}]
    return row


def random_tree(rng, depth):
    return [{
        "name": rng.choice(["a", "b", "é", "", "X"]),
        **({"kids": random_tree(rng, depth - 1)} if depth and rng.random() < 0.7 else {}),
    } for _ in range(rng.randint(1, 2))]


def random_context(rng):
    """One value for every variable of `CONTEXT_TYPES`."""

    def some(make, least, most):
        return [make() for _ in range(rng.randint(least, most))]

    makers = {
        "str": lambda: rng.choice(tables.VALUES), "int": lambda: random_int(rng), "flt": lambda: random_float(rng),
        "bool": lambda: rng.random() < 0.5, "none": lambda: None, "any": lambda: random_value(rng, 2),
        "row": lambda: random_row(rng), "rows": lambda: some(lambda: random_row(rng), 1, 3),
        "strs": lambda: some(lambda: rng.choice(tables.VALUES), 0, 4),
        "ints": lambda: some(lambda: rng.randint(-9, 20), 0, 5), "tree": lambda: random_tree(rng, 2), "dict": lambda: {
            "a": random_value(rng, 1), "b": [random_value(rng, 1)], "items": 5,
            rng.choice(["n", "z", "ß"]): random_value(rng, 2),
        },
    }
    context = {name: makers[kind]() for name, kind in CONTEXT_TYPES.items()}
    context["html"] = rng.choice(["<p>a &amp; b</p>", "<b>", "\"q\" 'r' <&>"])
    if rng.random() < 0.5:
        context["tools"] = context["documents"] = None
    return context


def reduced(template, context):
    """Drops the variables which the template does not mention, except the four every call has."""
    blank = {"messages": [], "tools": None, "documents": None, "add_generation_prompt": False}
    mentioned = {name: value for name, value in context.items() if re.search(rf"\b{name}\b", template)}
    return {**blank, **mentioned}


TOKENS = re.compile(r"\{[%{#][-+]?|[-+]?[%}#]\}|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|\w+|\s+|\*\*|//|[=!<>]=|.",
                    re.DOTALL)


def mutated(rng, template):
    """Deletes, doubles, swaps or replaces a few characters or tokens."""
    parts = TOKENS.findall(template) if rng.random() < 0.7 else list(template)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        if not parts:
            break
        i, j = rng.randrange(len(parts)), rng.randrange(len(parts))
        action = rng.choice(["delete", "double", "swap", "replace", "insert"])
        if action == "delete":
            del parts[i]
        elif action == "double":
            parts.insert(i, parts[i])
        elif action == "swap":
            parts[i], parts[j] = parts[j], parts[i]
        else:
            new = rng.choice([
                "{{", "}}", "{%", "%}", "{#", "#}", "-", "'", '"', "(", ")", "[", "]", "{", "}", "|", ".", ",", "=",
                "not", "in", "is", "if", "else", "0", "1", "\\", "\n", "~", "*", "**", "{%- ", " -%}", "endif", "%",
                ":", "@", "\x00", "é", "recursive", "loop",
            ])
            parts[i:i + (action == "replace")] = [new]
    return "".join(parts)


def make_case(seed, index, size=1.0):
    """The template and context of a case, which depend on nothing but the arguments."""
    rng = random.Random(f"{seed}:{index}")
    generator = TemplateGenerator(rng, size)
    mode = rng.random()
    template = generator.template(0.0 if mode < 0.5 else 0.02 if mode < 0.88 else 0.12)
    if mode < 0.1:
        template = mutated(rng, template)
    return template, reduced(template, random_context(rng))
