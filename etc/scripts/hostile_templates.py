"""Hostile templates: small programs that ask for much time, memory or depth."""

import random

import template_cases

# the share of cases that are mutated templates; the others cost a hundred times as much each
MUTATED = 0.93

HUGE = [
    "99999999", "2147483647", "2147483648", "9999999999", "99999999999999999999", "-99999999", "10 ** 9", "1e9|int",
    "100000", "100001",
]
OPENERS = [
    "(", "[", "{", "{1:", "not ", "-", "+", "1 if ", "f(", "x[", "x|f(", "x is eq ", "'a' ~ (", "[[", "{'a':[",
    "dict(a=", "(1,", "x.y(", "--", "~",
]
LEXER = [
    "{%", "{{", "{#", "'", '"', "{% raw %}", "{{ '", "{% if x", "}}", "%}", "#}", "{%-", "-%}", "{{-", "\\", "{", "}",
    "{% endif %}", "{% else %}", "{{ 'a\\", '{% set x = "', "{{ 1e", "{{ 0x", "{{ 1_", "{#-", "{% endraw %}", "{{ x|",
    "{{ x.", "\r", "\x00", "{{}}", "{%%}", "{{ (", "{{ 1..",
]
BLOCKS = [("{% if true %}", "{% endif %}"), ("{% for i in [1] %}", "{% endfor %}"), ("{% with a=1 %}", "{% endwith %}"),
          ("{% filter upper %}", "{% endfilter %}"), ("{% set x %}", "{% endset %}"),
          ("{% macro m() %}", "{% endmacro %}"), ("{% generation %}", "{% endgeneration %}"),
          ("{% autoescape true %}", "{% endautoescape %}"), ("{% for i in 'ab' recursive %}", "{% endfor %}"),
          ("{% if false %}{% else %}", "{% endif %}"), ("{% call m() %}", "{% endcall %}"),
          ("{% if x %}{% elif y %}", "{% endif %}"), ]
# HUGE numbers go to $H, medium ones to $N
EXPLOSIONS = """
{{ 'x' * $H }}
{{ ('x' * $H)|length }}
{{ [0] * $H }}
{{ ([0] * $H)|length }}
{{ (1,) * $H }}
{{ 2 ** $H }}
{{ 9 ** 9 ** 9 ** 9 }}
{{ 9 ** (9 ** 9) }}
{{ (2 ** $N) ** $N }}
{{ 10 ** $N }}
{{ (10 ** $N)|string|length }}
{{ (7 ** $N) % 13 }}
{{ (3 ** $N) // (2 ** $N) }}
{{ (3 ** $N) * (3 ** $N) > 1 }}
{{ -(2 ** $N) }}
{{ 2.0 ** $H }}
{{ '%$Hd' % 1 }}
{{ '%-$Hs' % 'a' }}
{{ '%.$Hf' % 1.5 }}
{{ '%0*d' % ($H, 1) }}
{{ '%$Hd'|format(1) }}
{{ '{:$H}'.format('a') }}
{{ '{:.$Hf}'.format(1.5) }}
{{ '{:>{w}}'.format('a', w=$H) }}
{{ '{0:{0}}'.format($H) }}
{{ 'a'|center($H) }}
{{ 'a'.center($H) }}
{{ 'a'.ljust($H) }}
{{ 'a'.rjust($H, 'b') }}
{{ 'a'.zfill($H) }}
{{ '\\t'.expandtabs($H) }}
{{ 'a\\nb'|indent($H) }}
{{ ('\\n' * $N)|indent($N, true, true) }}
{{ ('a' * $N)|replace('', 'b' * $N) }}
{{ ('a' * $N).replace('a', 'b' * $N) }}
{{ ('a' * $N)|list|join('x' * $N) }}
{{ ('a' * $N).join(('b' * $N)|list) }}
{{ ('a ' * $N)|wordwrap(1) }}
{{ ('a' * $N)|wordwrap(1) }}
{{ ('a' * $N)|urlize }}
{{ ('www.' * $N)|urlize }}
{{ ('<' * $N)|striptags }}
{{ ('<!--' * $N)|striptags }}
{{ ('&' * $N)|e|e|e|e|e|length }}
{{ ('é' * $N)|urlencode|urlencode|urlencode|length }}
{{ ('a ' * $N)|title|length }}{{ ('a ' * $N)|wordcount }}
{{ ('a' * $N)|truncate($N) |length }}
{{ ('ab' * $N).find('b' * $N) }}
{{ ('a' * $N).count('a' * 50) }}
{{ ('a,' * $N).split(',')|length }}
{{ ('a' * $N).translate({97: 'x' * $N})|length }}
{{ range($H)|list|length }}
{{ range($H)|sum }}
{{ range(0, $H, $H)|list }}
{{ range(-$H, $H)|length }}
{% for i in range($H) %}x{% endfor %}
{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}
{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% set x = 1 %}{% endfor %}{% endfor %}{% endfor %}
{% for i in range(99999) %}{{ 'x' * 99999 }}{% endfor %}
{% for i in range(99999) %}{% if i %}{% continue %}{% endif %}{% endfor %}{{ range(99999)|map('string')|join|length }}
{% set ns = namespace(s='xx') %}{% for i in range($N) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s|length }}
{% set ns = namespace(s='xx') %}{% for i in range($N) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}
{% set ns = namespace(s=[1]) %}{% for i in range($N) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s|length }}
{% set ns = namespace(s=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}
{% set ns = namespace(s=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s|tojson }}
{% set ns = namespace(s=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s == ns.s }}{{ ns.s|string|length }}
{% set ns = namespace(s=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s }}
{% set ns = namespace(s=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s] %}{% endfor %}{{ ns.s|tojson }}
{% set ns = namespace(s=[], t=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s] %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.s == ns.t }}
{% set ns = namespace(s=[], t=[]) %}{% for i in range($N) %}{% set ns.s = [ns.s] %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.s < ns.t }}{{ ns.s in [ns.t] }}
{% set ns = namespace(s={}) %}{% for i in range($N) %}{% set ns.s = {'a': ns.s, 'b': ns.s} %}{% endfor %}{{ ns.s|tojson(indent=2) }}
{% set ns = namespace(s=()) %}{% for i in range($N) %}{% set ns.s = (ns.s, ns.s) %}{% endfor %}{{ {ns.s: 1} }}
{% set ns = namespace(s=()) %}{% for i in range($N) %}{% set ns.s = (ns.s,) %}{% endfor %}{{ {ns.s: 1} }}{{ ns.s|pprint }}
{% set ns = namespace(s=[1]) %}{% for i in range($N) %}{% set ns.s = ns.s|map('string') %}{% endfor %}{{ ns.s|list }}
{% set ns = namespace(s=[1]) %}{% for i in range($N) %}{% set ns.s = ns.s|select %}{% endfor %}{% for x in ns.s %}{{ x }}{% endfor %}
{% set ns = namespace(s=[1]) %}{% for i in range($N) %}{% set ns.s = ns.s|reverse %}{% endfor %}{{ ns.s|first }}
{% set ns = namespace(s='a'|safe) %}{% for i in range($N) %}{% set ns.s = (ns.s + '<')|e|forceescape %}{% endfor %}{{ ns.s|length }}
{% set ns = namespace(n=3) %}{% for i in range($N) %}{% set ns.n = ns.n * ns.n %}{% endfor %}{{ ns.n > 1 }}
{% set ns = namespace(n=3) %}{% for i in range($N) %}{% set ns.n = ns.n ** ns.n %}{% endfor %}{{ ns.n }}
{% set ns = namespace(a=1) %}{% set ns.me = ns %}{{ ns }}
{% set ns = namespace(a=1) %}{% set ns.me = [ns, {'x': ns}] %}{{ ns }}{{ ns.me|tojson }}
{% set ns = namespace() %}{% set ns.f = [ns] %}{{ ns.f == ns.f }}{{ [ns.f]|string }}{{ ns.f|pprint }}
{% set ns = namespace() %}{% macro f() %}{{ ns.f() }}{% endmacro %}{% set ns.f = f %}{{ f() }}
{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}
{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}
{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}x{% endmacro %}{{ f($N) }}
{% macro f(n) %}{% if n %}{{ f(n - 1) ~ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}
{% macro f(n) %}{% if n %}{% for i in [1, 2, 3] %}{{ f(n - 1) }}{% endfor %}{% endif %}{% endmacro %}{{ f(30) }}
{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}{{ g() }}
{% macro f() %}{% call f() %}{{ caller() }}{% endcall %}{% endmacro %}{{ f() }}
{% macro f() %}{{ caller() }}{% endmacro %}{% macro g() %}{% call f() %}{{ g() }}{% endcall %}{% endmacro %}{{ g() }}
{% macro f(s) %}{% if s|length < 99999999 %}{{ f(s + s) }}{% endif %}{% endmacro %}{{ f('ab') }}
{% macro f(x=f()) %}{% endmacro %}{{ f() }}
{% for x in [1, 2] recursive %}{{ loop([1, 2]) }}{% endfor %}
{% for x in [[1, 2]] recursive %}{{ loop([x, x]) }}{{ loop([x]) }}{% endfor %}
{% block a %}{{ self.a() }}{% endblock %}
{% block a %}{% for i in [1, 2] %}{{ self.a() }}{% endfor %}{% endblock %}
{{ range(99999)|map('string')|map('center', $N)|list|length }}
{{ range(99999)|batch(1)|map('list')|list|string|length }}
{{ range(99999)|list|slice($H)|list|length }}
{{ [1]|slice($H)|list|length }}
{{ [1]|batch($H, 'x')|list }}
{{ range(99999)|map('string')|sort|unique|list|length }}
{{ range(9999)|map('string')|groupby('nope')|list|length }}
{{ 1.5|round($H) }}{{ 15|round(-$H) }}
{{ '$H'|int ** 50 }}
{{ ('9' * $N)|int }}
{{ ('9' * $N)|float }}
{{ ('f' * $N)|int(base=16) }}
{{ [1, 2]|tojson(indent=$H) }}
{{ [[1]] |tojson(separators=('x' * $N, 'y' * $N))|length }}
{{ ('a' * $N)|format(*range(9999)) }}
{{ ('%s' * $N) % 1 }}
{{ ('%s' * $N)|format(*('a' * $N)|list) |length }}
{{ ('{0}' * $N).format('a' * $N)|length }}
{{ ('{' * $N).format() }}
{{ '{0' ~ ('[0]' * $N) ~ '}' }}{{ ('{0' ~ ('[0]' * $N) ~ '}').format('a') }}
{{ dict(**dict(range(9999)|map('string')|map('list')|batch(2)|list)) }}
{{ cycler(*range(99999)).current }}{{ lipsum(n=$N)|length }}
{{ lipsum(n=1, min=$H, max=$H) }}
{{ strftime_now('%Y' * $N)|length }}
{{ strftime_now('%$HY') }}{{ strftime_now('%010000000d') }}
{{ {'a' * $N: 1}|xmlattr|length }}
{{ (' ' * $N)|trim|length }}{{ (' ' * $N ~ 'x' ~ ' ' * $N).strip() }}
{{ ('a\\n' * $N).splitlines()|map('indent', $N)|join|length }}
{{ 'a'[::$H] }}{{ 'a'[$H:] }}{{ [1][-$H:$H:$H] }}
{{ ('a' * $N)[::-1] == ('a' * $N) }}{{ ('a' * $N) in ('a' * $N) }}
{{ 'ŉ' * $N |upper }}{{ ('ŉ' * $N)|upper|length }}
{{ raise_exception('x' * $N) }}
{{ ('a' * $N).upper().lower().title().swapcase().casefold()|length }}
{{ $H|filesizeformat }}{{ (10 ** $N)|filesizeformat }}
{{ (10 ** $N)|float }}{{ (10 ** $N) / 3 }}{{ (10 ** $N) == 1.5 }}
{{ 1 << 3 }}{{ 0x$N }}{{ 1_000_000 ** 1_000 > 0 }}
""".strip().split("\n")


def filled(rng, text):
    while "$" in text:
        text = (text.replace("$H", rng.choice(HUGE), 1) if "$H" in text else text.replace(
            "$N", rng.choice("20 50 300 1000 5000 20000 99999".split()), 1))
        if "$H" not in text and "$N" not in text:
            break
    return text


def nested_expression(rng):
    """One construct nested or chained many times, closed or not."""
    times = rng.choice([50, 300, 1000, 5000, 50000])
    opener = rng.choice(OPENERS) * times
    closers = {"(": ")", "[": "]", "{": "}"}
    if rng.random() < 0.6:
        opener += "1" + "".join(closers[c] for c in reversed(opener) if c in closers)
    chain = rng.choice([
        " + 1", " ~ x", ".a", "[0]", "|upper", "|default(1)", " and 1", " or x", " if x else 1", " < 1", "()",
        " is defined", " == 1", " ** 1", " in x", " not in x", ", 1", "|map('upper')", ":1", " 'a'", " not", "|a.b",
    ])
    return rng.choice([
        "{{ " + opener + " }}", "{{ x" + chain * times + " }}", "{% if " + opener + " %}{% endif %}",
        "{% set a = x" + chain * times + " %}",
    ])


def nested_blocks(rng):
    times = rng.choice([10, 19, 25, 100, 1000, 10000])
    pairs = [rng.choice(BLOCKS)] * times if rng.random() < 0.7 else [rng.choice(BLOCKS) for _ in range(times)]
    result = "".join(pair[0] for pair in pairs) + "x"
    return result if rng.random() < 0.3 else result + "".join(pair[1] for pair in reversed(pairs))


def lexer_input(rng):
    times = rng.choice([100, 1000, 10000, 60000])
    parts = [rng.choice(LEXER), rng.choice(["", "", " ", "\n", "a", rng.choice(LEXER)])]
    return "".join(parts) * times + rng.choice(["", "}}", "%}", "#}", "{{ 1 }}", "{% endraw %}"])


def white_space(rng):
    """Long runs of white space beside tags with strip signs."""
    run = rng.choice([" ", "\n", "\t", " \n", "\r\n", "\r", "\u3000", "\x1c"]) * rng.choice([1000, 20000, 100000])
    tag = rng.choice([
        "{%- if x -%}{%- endif -%}", "{{- x -}}", "{#- c -#}", "{%+ if x +%}{% endif %}", "{% set a = 1 %}", "{{",
        "{%-", "-%}", "x",
    ])
    return rng.choice([
        run + tag + run, (run[:200] + tag) * 200, "{{ x" + run + "}}",
        "{%" + run + "if x" + run + "%}{% endif" + run + "%}", "{% raw -%}" + run + "{%- endraw %}",
        run + "x" + run + tag, "{{ '" + run + "' }}", run * 2,
    ])


def many_names(rng):
    """Very many statements, names, parameters, items or alternatives."""
    times = rng.choice([100, 300, 2000, 20000])
    listed = ", ".join(f"a{i}" for i in range(times))
    return rng.choice([
        "".join(f"{{% set a{i} = {i} %}}"
                for i in range(times)), "{% macro m(" + listed + ") %}{% endmacro %}{{ m() }}",
        "{{ m(" + listed + ") }}", "{{ [" + listed + "]|length }}", "{% set " + listed + " = x %}",
        "{% if x %}" + "{% elif x %}a" * times + "{% endif %}", "{{ " + "9" * times + " }}",
        "{% with " + ", ".join(f"a{i}={i}" for i in range(times)) + " %}{% endwith %}", "{{ " + "a" * times + " }}",
        "{{ '" + "\\x41" * times + "' }}", "".join(f"{{% block a{i} %}}{{% endblock %}}"
                                                   for i in range(times)), "{{ x" + "\n" * times + "| }}",
        "{{ {" + ", ".join(f"{i}: 1" for i in range(times)) + "} }}", "{{ " + " ".join(["'a'"] * times) + " }}",
        "{{ 1." + "0" * times + "e" + "9" * 9 + " }}", "{{ f(" + ", ".join(["*x"] * times) + ") }}",
    ])


READERS = """
s.isalpha() s.islower() s.istitle() s.isspace() s.isprintable() s.isidentifier() s.lower() s.title() s.swapcase()
s.strip() s.strip('a') s.split() s.split('b') s.rsplit() s.splitlines() s.expandtabs() s.count('b') s.find('zz') s.rfind('zz')
s.find(t) s.count(t) s.rfind(t) s.replace('b','c') s.replace(t,'') s.split(t) s.startswith(t) s.endswith(t) s.partition(t)
s.translate({97:98}) s.zfill(9) s.center(9) s.encode() s.join('ab') s.removeprefix(t) s.format() s==t s<t s>=t t~'b'in(s) s[1]
s[-1] s[1:3] s[::-1] s|length s|upper s|title s|capitalize s|trim s|wordcount s|wordwrap s|striptags s|escape s|urlize s|urlencode
s|int s|float s|string s|replace('b','c') s|indent s|truncate(9) s|center s|reverse s|list s|first s|last s|random s|tojson
s|pprint s|unique s|sort s|safe s|join s|xmlattr s|filesizeformat s|format s|default(1) {s:1}[t] [s,t]|sort [s,t]|unique|list
[s,t]|max [s]==[t] (s,t)in[(t,s)] {s:t}|dictsort {s:1}=={t:1} [s,t]|groupby(0) '%s'%s '%r'%s '%9s'%s '{}'.format(s) '{0!r}'.format(s)
s~t s+t s*2 s%t s//7 s/7 s*t s-t -s s**2 s%7 s|abs s|round s|round(-3) s.bit_length() [s]|sum [s,t]|sum [s]|tojson [s]|string
""".split()
TESTS = "lower upper string iterable odd even divisibleby(7) eq(t) in(t) sameas(t) lt(t) escaped".split()
MAPPED = "upper title wordcount striptags wordwrap string tojson int float length list escape urlize pprint trim".split()


def long_values(rng):
    """A long text or integer that costs little to name, read again and again."""
    unit = rng.choice(["a", "ab ", "aé\\n", "中", "😀", "a😀b", "<a>&amp;", "a.b-c ", "9", " "])
    text = f"'{unit}' * {rng.choice([1000, 20000, 300000, 999999])}"
    value = text if rng.random() < 0.75 else f"{rng.choice([3, 10, 255])} ** {rng.choice([900, 4000, 9000, 30000])}"
    start = "{% set s = " + value + " %}{% set t = (" + value + ")" + rng.choice(["", "", "*2", "+'b'"]) + " %}"
    read = rng.choice(READERS)
    return start + rng.choice([
        "{% for i in range(99999) %}{% set z = " + read + " %}{% endfor %}",
        "{% for i in range(99999) %}{{ " + read + " }}{% endfor %}",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l, " + read + "] %}{% endfor %}",
        "{% for i in range(99999) %}{% set z = s is " + rng.choice(TESTS) + " %}{% endfor %}",
        "{{ ([s] * 99999)|map('" + rng.choice(MAPPED) + "')|list|length }}",
        "{{ ([s, t] * 9999)|" + rng.choice(["sort", "unique|list", "max", "join", "select('lower')|list", "tojson"]) +
        "|length }}",
    ])


def deep_data(rng):
    """A context that is deep or wide, used by everything that walks through it."""
    value = rng.choice([[], {}, "x"])
    for _ in range(rng.choice([50, 200, 400])):
        value = [value] if rng.random() < 0.5 else {"a": value}
    if rng.random() < 0.3:
        value = list(range(20000))
    use = rng.choice([
        "{{ x }}", "{{ x|tojson }}", "{{ x|tojson(indent=9) }}", "{{ x|pprint }}", "{{ x == x }}",
        "{{ x|string|length }}", "{{ [x] * 1000 }}", "{{ x in [x] }}", "{{ x|list|tojson }}", "{{ x|urlencode }}",
        "{{ x|join }}", "{% for a in x recursive %}{{ loop(a) }}{% endfor %}",
        "{% macro f(v) %}{% for a in v %}{{ f(a) }}{% endfor %}{% endmacro %}{{ f(x) }}",
        "{% for a in x %}{{ x }}{% endfor %}",
    ])
    return use, {"x": value}


def mutated(seed, index, rng):
    """A random template, changed in a few places: cut, doubled, or with a piece of a hostile one in it."""
    template, context = template_cases.make_case(seed, index, 1.0)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(template) + 1)
        end = min(len(template), at + rng.choice([1, 1, 3, 20]))
        other = filled(rng, rng.choice(EXPLOSIONS))
        start = rng.randrange(len(other))
        piece = rng.choice(["", template[at:end] * 2, rng.choice(LEXER), rng.choice(HUGE),
                            other[start:start + rng.choice([1, 5, 30])], template[:rng.randint(0, 200)]])
        template = template[:at] + piece + template[end:]
    return template, context


def hostile_cases(seed, count):
    """The cases of a seed; every explosion comes first, then random choices, most of them mutated templates."""
    makers = [nested_expression, nested_blocks, lexer_input, white_space, many_names, deep_data, long_values, long_values]
    for index in range(count):
        rng = random.Random(f"hostile:{seed}:{index}")
        if index < len(EXPLOSIONS) or rng.random() < 0.35:
            made = filled(rng, EXPLOSIONS[index] if index < len(EXPLOSIONS) else rng.choice(EXPLOSIONS))
        else:
            made = rng.choice(makers)(rng)
        if index >= len(EXPLOSIONS) and rng.random() < MUTATED:
            made = mutated(seed, index, rng)
        template, context = made if isinstance(made, tuple) else (made, {})
        blank = {"messages": [], "tools": None, "documents": None, "add_generation_prompt": False}
        yield {"id": f"h{seed}-{index}", "template": template, "context": {**blank, **context}}
