"""Tables of the template generator: typed expression productions, names and odd strings.

A production is a text with holes.  `<str>` is any expression of type str, `<str|>` one which a
filter or an operator may follow, `<str.>` one which a dot, bracket or call may follow (the
generator adds parentheses where they are needed).  Productions are separated by at least two blanks
or a line end; a prefix such as `3:` is a weight.
"""

STRINGS = """
3:<slit>  2:<str|>|upper  2:<str|>|lower  2:<str|>|title  2:<str|>|capitalize  4:<str|>|trim  <str|>|trim(<slit>)
<str|>|trim(chars=<slit>)  <str|>|center(<w>)  <str|>|center(width=<w>)  2:<str|>|indent  <str|>|indent(<w>)
<str|>|indent(width=<w>, first=<bool>)  <str|>|indent(<slit>, true)  <str|>|indent(<w>, <bool>, <bool>)
<str|>|indent(blank=true)  2:<str|>|replace(<slit>, <str>)  <str|>|replace(<slit>, <slit>, <small>)
<str|>|replace(old=<slit>, new=<slit>, count=<small>)  <str|>|truncate(<w3>)  <str|>|truncate(<w3>, <bool>)
<str|>|truncate(<w3>, <bool>, <slit0>, <small>)  <str|>|truncate(length=<w3>, leeway=0, killwords=<bool>)
<str|>|reverse  <str|>|striptags  <str|>|escape  <str|>|e  2:<str|>|safe  <str|>|forceescape  <any|>|string
<str|>|urlencode  <str|>|wordwrap(<w3>)  <str|>|wordwrap(<w3>, false, <slit>)
<str|>|wordwrap(width=<w3>, break_on_hyphens=false)  <str|>|default(<str>)  <str|>|default(<str>, true)
<undef|>|d(<str>)  <none|>|default(<str>, boolean=true)  <undef|>|default  <str|>|first  <str|>|last
2:<strs|>|join(<slit>)  2:<list|>|join  <list|>|join(d=<slit>)  <rows|>|join(<slit>, attribute='role')
<rows|>|join(attribute='n', d=',')  <str|>|list|join(<slit>)  4:<any|>|tojson  <any|>|tojson(indent=<w>)
<any|>|tojson(true)  <any|>|tojson(ensure_ascii=<bool>)  <any|>|tojson(separators=(',', ':'))
<dict|>|tojson(sort_keys=<bool>, indent=<w>)  <any|>|pprint  <num|>|filesizeformat  <int|>|filesizeformat(true)
<str|>|urlize  <str|>|urlize(<w>)
'see www.example.com, (http://x.org/a?b=1&c=2). mailto:me@x.org'|urlize(<w3>, <bool>)
{<key>: <any>, 'id': <str>}|xmlattr  {'a': <str>, 'b': none}|xmlattr(false)  <dict|>|urlencode
'%s|%r'|format(<any>, <any>)  '%(a)s %(b)05d'|format(a=<str>, b=<int>)  '%5.2f'|format(<num>)
2:'%s-%s' % (<any>, <any>)  '%d%%' % <int|>  '%-8s|' % <str|>  '%x %X %o' % (<int>, <int>, <int>)
'%+d % d %05d %.3d' % (<int>, <int>, <int>, <int>)  '%e %g %G %.2f' % (<num>, <num>, <num>, <flt>)
'%(k)s' % {'k': <any>}  '%c%c' % (65, 'é')  '%*d' % (<w>, <int>)  '%a' % <str|>  '%r' % <str|>
2:'{} {}'.format(<any>, <any>)  '{0}{1}{0}'.format(<str>, <int>)  '{a!r:>8}|'.format(a=<str>)
'{:>10}|{:<7}|{:^9}'.format(<str>, <str>, <int>)  '{:,} {:_} {:+d}'.format(<int>, <int>, <int>)
'{:08.3f} {:e} {:g} {:%}'.format(<flt>, <num>, <num>, <flt>)  '{:x} {:#b} {:#o}'.format(<int>, <int>, <int>)
'{0[role]} {0[n]}'.format(<row>)  '{{}} {!s}'.format(<any>)  '{:*^{w}}'.format(<str>, w=<w>)  <str.>.upper()
<str.>.lower()  <str.>.title()  <str.>.capitalize()  <str.>.swapcase()  <str.>.casefold()  3:<str.>.strip()
<str.>.strip(<slit>)  <str.>.lstrip(<slit>)  <str.>.rstrip()  <str.>.rstrip(<slit>)  2:<str.>.replace(<slit>, <str>)
<str.>.replace(<slit>, <slit>, <small>)  <str.>.zfill(<w>)  <str.>.center(<w>)  <str.>.ljust(<w>, '.')
<str.>.rjust(<w>, '*')  <str.>.removeprefix(<slit>)  <str.>.removesuffix(<slit>)  <str.>.expandtabs()
<str.>.expandtabs(<w>)  <slit>.join(<strs>)  <str.>.translate({97: 'A', 98: none, 99: 'cc'})  2:<str.>[<small>]
3:<str.>[<sl>]  <str.>.split(<sep>)[0]  <str.>.partition(<sep>)[<small>]  <str.>.format()  3:<str|> + <str|>
4:<str|> ~ <any|>  2:<any|> ~ <int|> ~ <str|>  <str|> * <small>  <small> * <str|>  3:<str> if <bool> else <str>
<str> if <bool>  2:<str> or <str>  <str> and <str>  2:<row.>.role  2:<row.>['role']  <row.>.get('role')
<row.>.get('nope', <str>)  <row.>.text|upper  <row.>['text']  3:strftime_now(<fmt>)  cycler(<str>, <str>).next()
cycler(<str>, <int>).current  joiner(<slit>)()  <slit> <slit>  <list|>|map('string')|join(<slit>)
<list|>|map('tojson')|join(', ')  <rows|>|map(attribute='role')|join  <rows.>[0].role  <rows.>[-1]['role']
<dict|>|dictsort|map('first')|join(<slit>)  <dict.>.keys()|join(<slit>)  <dict|>|items|map('last')|join(',')
dict(a=<str>).a  <strs|>|sort|last  <strs|>|min  <strs|>|max(case_sensitive=true)  (<str>)  <str|>|upper|lower
<str|>|trim|replace(<slit>, <slit>)|upper  <any|>|tojson|safe  <str|>|safe + <str|>  <str|> + <str|>|safe
<str|>|escape ~ <str|>  (<str|>|safe).replace(<slit>, <str>)  ('<b>%s</b>'|safe) % <str|>
('<i>{}</i>'|safe).format(<str>)  (<str|>|escape).upper()  <strs|>|join(<slit>|safe)  [<str|>|safe, <str>]|join
(<str|>|e).join(<strs>)  (<str|>|e).split(<sep>)|join('/')  (<str|>|e)|striptags  (<str|>|safe)|e|length|string
"""

INTS = """
4:<ilit>  2:<str|>|length  2:<list|>|length  <dict|>|length  <strs|>|count  4:<int|> + <int|>  3:<int|> - <int|>
2:<int|> * <int|>  2:<int|> // <nz>  2:<int|> % <nz>  -<int|>  +<int|>  - <int|> + <int|>  <num|>|int  <slit>|int
<slit>|int(<small>)  <slit>|int(default=<int>, base=<base>)  '0x1F'|int(base=16)  '0b11'|int(0, 2)  ' 42 '|int
'1_000'|int  '3.7'|int  '1e3'|int  'inf'|int(5)  '１２'|int  <int|>|abs  <str.>.find(<slit>)  <str.>.rfind(<slit>, 1)
<str.>.count(<slit>)  <list.>.count(<any>)  <ints|>|sum  <ints|>|sum(start=<int>)  <rows|>|sum(attribute='n')
<rows|>|sum('n', <int>)  (<ints|> + [1])|max  (<ints|> + [<int>])|min  ([<int>] + <ints|>)[0]  <str|>|wordcount
<int|> ** <exp>  -<int|> ** 2  2 ** <exp> ** 2  <num|>|round|int  range(<w>)|length  <bool|>|int
<int> if <bool> else <int>  <row.>.n  <row.>['n']  <row.>.get('n', 0)  (<int.>).bit_length()  (<int.>).real
[<int>, <int>]|first  [<int>, <int>][-1]  (<int>)  <int> or <int>  <int> and <int>  {1: <int>}[1]  (<int>, <int>)[1]
<int|> + <bool|>  <bool|> + <bool|>  <small> - <int|>|abs  <int|> % <nz> * <int|>  <int|> - <int|> - <int|>
<strs.>.index(<str>) if false else <int>  <list|>|select|list|length  <str|>|list|count
<rows|>|map(attribute='n')|sum  <ints|>|map('abs')|sum
"""

FLOATS = """
4:<flit>  2:<int|> / <nz>  <num|>|float  <slit>|float  '1.5e3'|float  'nan'|float  ' inf '|float  'x'|float(<flt>)
2:<num|>|round(<small>)  <flt|>|round  <flt|>|round(1, 'ceil')  <flt|>|round(2, 'floor')  <flt|>|round(method='floor')
2.5|round  <flt|> + <num|>  <flt|> - <num|>  <num|> * <flt|>  <flt|> // <nz>  <flt|> % <nz>  -<flt|>  <flt|>|abs
<flt> if <bool> else <flt>  (<flt>)  <small> ** -<nzp>  <flit> ** <exp>  0.1 + 0.2  1 / 3  <int|> / <nz> / <nz>
<nz> / <nz> * <int|>  [<flt>, <int>]|sum  [<flt>, <flt>]|max  (<int|> * 1.0)  <int|> // 2.0  7 % -3.5  -7 // 2.0
"""

BOOLS = """
2:<blit>  2:<num|> <cmp> <num|>  2:<int|> <cmp> <int|> <cmp> <int|>  2:<str|> <eq> <str|>  2:<any|> <eq> <any|>
<str|> <cmp> <str|>  2:<slit> in <str|>  <slit> not in <str|>  2:<any|> in <list|>  <any|> not in <list|>
<key> in <dict|>  3:not <bool|>  not <str|> in <list|>  3:<bool> and <bool>  3:<bool> or <bool>  not <any|> is <ptest>
5:<any|> is <ptest>  3:<any|> is not <ptest>  9:<int|> is <itest>  6:<str|> is <stest>  <undef|> is <ptest>
<undef|> is defined  <var> is defined  <var> is not defined  <var> is undefined  <str.>.startswith(<slit>)
<str.>.endswith((<slit>, <slit>))  <str.>.isdigit()  <str.>.isalpha()  <str.>.isalnum()  <str.>.isspace()
<str.>.isupper()  <str.>.islower()  <str.>.istitle()  <str.>.isnumeric()  <str.>.isdecimal()  <str.>.isidentifier()
<str.>.isprintable()  <str.>.isascii()  <list|> <eq> <list|>  <dict|> <eq> <dict|>  <row.>.role == <slit>  (<bool>)
<row.>['role'] in ['user', 'tool']  <str|> is in <strs|>  <int|> is not in <ints|>  <bool> if <bool> else <bool>
<none|> is none  1 == 1.0 == true  <ints|> <cmp> <ints|>  'upper' is filter  'nope' is filter  'odd' is test
<slit> is test  lipsum is defined  random is defined  <int|> == <int|> in <ints|>  <bool|> == <bool|>
<str|>|length > <small>  (<int>, <int>) <cmp> (<int>, <int>)  <any|> is sameas none  <bool|> is sameas true
<any|> is iterable and <bool>  <str|>|safe is escaped  <str|> is escaped  <str|>|safe == <str|>  <bool> is true
<list|>|length is divisibleby <nz>
"""

LISTS = """
2:[<any>, <any>]  [<any>, <any>, <any>,]  []  2:<strs>  2:<ints>  <rows>  2:<lazy|>|list  <list|> + <list|>
2:<list.>[<sl>]  <list|>|reverse|list  <list|>|batch(<nzp>)|list  <list|>|batch(<nzp>, <any>)|list
<list|>|slice(<nzp>)|list  <list|>|slice(<nzp>, <any>)|list
<list|>|batch(linecount=2, fill_with='-')|map('join')|list  <dict|>|dictsort  <dict|>|dictsort(by='key', reverse=true)
{'b': 2, 'a': 1, 'C': 3}|dictsort(<bool>, 'value')  <dict.>.items()|list  <dict|>|items|list  <dict|>|list
<dict.>.values()|list  <dict.>.keys()|list  <str.>.partition(<sep>)  <str.>.rpartition(<sep>)  <rows|>|groupby('role')
<rows|>|groupby('n')|map('first')|list  <rows|>|groupby(attribute='nope', default='-')  (<any>, <any>)
<rows|>|groupby('role')|map(attribute='list')|list  (<any>,)  ()  <list|> * <small>  <list|>|map('string')|list
<list> if <bool> else <list>  <list|>|select('defined')|list  <list|>|reject('none')|list
<list|>|select('string')|list  <list|>|rejectattr('role')|list  <list|>|map('default', 'z', true)|list
<list|>|map('tojson')|list  <rows|>|map(attribute='nope', default=<any>)|list  <rows|>|map(attribute='content')|list
<rows|>|selectattr('content', 'string')|list  <rows|>|map('items')|map('list')|list
<rows|>|map(attribute='role.nope')|list  <list> or <list>  <list|>|list  [<any>] * 2 + <list|>
<str|>|map('upper')|list  <ints|>|batch(2)|map('sum')|list  <rows|>|sort(attribute='n')|map(attribute='n')|list
[[<any>], [<any>]]  [<int>, <str>][<sl>]  (<list>)  [<dict>, <row>]  range(<w>)[<sl>]|list  <strs|>|map('length')|list
<strs|>|map('replace', <slit>, <slit>)|list
"""

STRS = """
3:[<str>, <str>]  [<str>]  [<str>, <slit>, <str>]  2:<str.>.split()  2:<str.>.split(<sep>)
<str.>.split(<sep>, <small>)  <str.>.rsplit(<sep>, 1)  <str.>.split(none, 1)  <str.>.split(maxsplit=1)
<str.>.split(sep=<sep>)  <str.>.splitlines()  <str.>.splitlines(true)  <strs|>|map('upper')|list
<strs|>|map('trim')|list  <strs|>|sort  <strs|>|sort(true)  (<str>, <str>)
<strs|>|sort(reverse=true, case_sensitive=<bool>)  <str|>|list  <rows|>|map(attribute='role')|list
<strs|>|unique|list  <strs|>|unique(case_sensitive=true)|list  <strs|>|select('in', <strs>)|list
<strs|>|reject('equalto', <slit>)|list  <strs|>|select('string')|list  <strs.>[<sl>]  <strs|> + <strs|>
<strs|>|reverse|list  {'k': 1, 'é': 2}|list  <rows|>|map(attribute='role')|unique|list
"""

INTLISTS = """
3:[<int>, <int>, <int>]  [<int>]  2:range(<w>)|list  range(<small>, <w>)|list  range(<w>, <small>, -<nzp>)|list
<ints|>|map('abs')|list  <strs|>|map('length')|list  <ints|>|select('odd')|list
<ints|>|reject('divisibleby', <nz>)|list  <ints|>|select('>', <int>)|list  <ints|>|sort  <ints|>|sort(reverse=true)
<ints|>|unique|list  <ints.>[<sl>]  <rows|>|map(attribute='n')|list  <ints|> + <ints|>  (<int>, <int>)
<ints|>|reverse|list  <ints|>|select('even')|list  <ints|>|reject('lt', <int>)|list
<ints|>|select('ge', <int>)|map('string')|map('int')|list
"""

ROWLISTS = """
[<row>, <row>]  <rows|>|selectattr('role')|list  <rows|>|selectattr('role', 'eq', <slit>)|list
<rows|>|sort(attribute='role')  <rows|>|rejectattr('role', 'equalto', 'user')|list
<rows|>|selectattr('n', '>', <int>)|list  <rows.>[<sl>]  <rows|> + <rows|>
<rows|>|sort(attribute='role,n', reverse=<bool>)  <rows|>|reverse|list  <rows|>|unique(attribute='role')|list
<rows|>|selectattr('n', 'odd')|list  <rows|>|rejectattr('nope')|list  <rows|>|selectattr('nope', 'undefined')|list
"""

ROWS = """
2:{'role': <str>, 'n': <int>, 'text': <str>, 'content': <any>}  dict(role=<str>, n=<int>, text=<str>)
dict(<row>, n=<int>)  <row> if <bool> else <row>  (<rows|> + [<row>])[0]  (<rows|> + [<row>])|first
([<row>] + <rows|>)|last  {'role': <str>, 'n': 1, 'text': ''}
"""

DICTS = """
2:{<key>: <any>, <key>: <any>}  {<key>: <any>}  {}  {1: <any>, none: <any>, true: <any>, 1.5: <any>}
dict(a=<any>, b=<any>)  dict(<dict>, k=<any>)  dict([('a', <any>), ('b', <any>)])  dict(**{'a': <any>})  <row>
<dict.>.copy()  {<str>: <int>}  {(1, 2): <any>}  dict(<dict|>|dictsort)  <dict> if <bool> else <dict>
{'a': {'b': [<any>, {'c': <any>}]}}  {<key>: <any>,}  dict(<dict|>|items)  {'x': <list>, 'y': <dict>}
dict.fromkeys(['a', 'b'], <any>)
"""

LAZY = """
<list|>|map('string')  <list|>|reverse  <dict.>.items()  <dict.>.keys()  <dict.>.values()  <dict|>|items
<list|>|select  <list|>|reject  <strs|>|unique  <list|>|batch(2)  <ints|>|select('odd')  range(<w>)  range(1, <w>, 2)
<rows|>|map(attribute='role')  <rows|>|selectattr('n', 'odd')  <str.>.split()  <rows|>|groupby('role')
"""

UNDEFS = """
2:missing  nope  <dict.>.nope  <dict.>['no such']  <list.>[99]  <str.>['x']  <str.>.nope  <none.>.x  (<any> if false)
<list.>['a']  <int.>['x']  (<int.>).nope  [].x  {}.x  ()[0]  ''[0]  []|first  <str.>.__class__  <dict.>._x  ''|last
[]|random
"""

PRINTABLES = """
9:<str>  4:<int>  3:<flt>  3:<bool>  4:<list>  3:<dict>  3:<undef>  <none>  <lazy|>|list  <var>  <var>  <row>  <rows>
2:<any>  [<undef>]  namespace(a=<any>, b=<any>)  namespace(<dict>).a  [<any>, <str|>|safe]  (<str|>|e, <any>)
range(<small>, <w>)  <dict.>.items()  <dict.>.keys()  <dict.>.values()  <any>, <any>  <lazy|>|first  <list|>|first
<list|>|last  <list.>[<small>]  <dict.>.get(<key>)  <dict.>[<key>]  <any> if <bool>  <any> or <any>  <any> and <any>
[<list>, <dict>, (<any>,)]  <bool> ~ <flt|>  <data>.a  <dict.>['b']  <row.>.content  <list|>|min if false
<any|>|attr('nope')  <row|>|attr('role')  <list|>|random is undefined  [<any>]|random  range  dict  cycler(1, 2)
<str.>.encode()  <any|>|pprint  '%s' % [<any>]  {'m': <str|>|safe}  [[], {}, (), '']
"""

WILD = """
3:<wany|> <op> <wany|>  3:<wany|> <cmp> <wany|>  <wany|> in <wany|>  5:<wany|>|<filter>  4:<wany|>|<filter>(<wany>)
2:<wany|>|<filter>(<wany>, <wany>)  <wany|>|<filter>(<kw>=<wany>)  2:<wany|>|map('<filter>')|list
<wany|>|map('<filter>', <wany>)|list  2:<wany|>|select('<test>')|list  <wany|>|select('<test>', <wany>)|list
2:<wany|> is <test>  <wany|> is <test>(<wany>)  <wany|> is <test> <wlit>  <wany|> is not <test>(<wany>, <wany>)
2:<wany.>[<wany>]  <wany.>.<attr>  2:<wany.>.<attr>()  2:<wany.>.<attr>(<wany>)  <wany.>.<attr>(<wany>, <wany>)
<wany.>[<wany>:<wany>]  <wany.>[<wany>:<wany>:<wany>]  <wany.>(<wany>)  -<wany|>  +<wany|>  not <wany|>
<wany> if <wany> else <wany>  <wany>.0  <wany.>.0.<attr>  <wany.>[<wany>, <wany>]  <wany|>|selectattr(<wany>)|list
<wany|>|map(attribute=<wany>)|list  range(<wany>)|list  dict(<wany>)  cycler(<wany>)  cycler()  namespace(<wany>)
namespace(**<wany>)  range(*<wany>)|list  dict(**<wany>)  joiner(<wany>)()  raise_exception(<wany>)
3:raise_exception(<str>)  strftime_now(<wany>)  <slit> % <wany|>  <slit>|format(<wany>, <wany>)
<slit>.format(<wany>, <wany>)  '{0.<attr>}'.format(<wany>)  '{0[<attr>]} {:d}'.format(<wany>)
'{:<w>d}'.format(<wany>)  '%<w>d %s' % <wany|>  '%(a)d' % <wany|>  '{} {1}'.format(<wany>)  '{:q}{'.format(<wany>)
'%q' % <wany|>  '%s %s' % <wany|>  <list.>.append(<wany>)  <list.>.pop()  <dict.>.update(<wany>)  <dict.>.pop(<key>)
<dict.>.clear()  <dict.>.setdefault('a', 1)  <list.>.sort()  <list.>.reverse()  <list.>.insert(0, <wany>)
<list.>.extend(<list>)  <list.>.remove(<wany>)  <dict.>.popitem()  <str.>.__class__.__mro__  <list.>.append
<undef.>.x  <undef|> + <wany|>  <undef.>()  <none|> + <wany|>  <none|>|length  <none.>()  <str.>()  <int|> / 0
<int|> // 0  <int|> % 0  <flt|> / 0.0  0 ** -1  <lazy|>|length  <lazy.>[0]  <lazy|>|tojson  <undef|>|tojson
<undef|>|int  <wany|>|nofilter  <wany|> is notest  [1, 'a']|sort  [1, 'a']|max  [<dict>, <dict>]|sort
<dict|>|unique|list  [[1], [2]]|unique|list  {[]: 1}  {<wany>: <wany>}  {{}: 1}  missing()  loop.index  loop  self
self.x()  super()  caller()  varargs  lipsum  <str.>.index('zz')  <str.>.split('')  <str|>|replace('')
<str|>|truncate(1)  <str.>.format_map(<dict>)  <str|> * <wany|>  [1, 2] * -1  <wany|>|upper.x  <wany|>|a.b
<wany|>|groupby('role')|list  <wany|>|groupby(<wany>)  <wany|>|dictsort(by='x')  (<wany|>|items)|list  <wany>, *<wany>
<int> <int>  <str.>.  [<wany>  <wany>)  <wany> | | upper  <wany> ==  not  <wany>..x  <wany>[]  <wany>[:]
<wany>[1:2, 3]  <wany> is  a b  x if  *<wany>  dict(a=1, a=2)  dict(a=1, 2)  'unclosed  "\\x4"  1.e5  1._5  0x  08
1__0  !x  a = 1  a and or b  <wany> not <wany>  $  a?b
"""

TESTS = {
    "ptest": "defined undefined none string number integer float boolean mapping iterable sequence callable true false escaped eq(1) ne(none)"
    " equalto('a') ==(2) in([1,'a']) sameas(none)".split(" "), "itest": [
        "odd", "even", "divisibleby 3", "divisibleby(2)", "gt 2", "lt(5)", "ge 1", "le 3", "greaterthan 0",
        "lessthan(9)", "eq 1", "ne 2", "equalto 4", "number", "integer", "in [1, 2]", "divisibleby(num=2)", "float",
        "boolean", ">(1)", "<=(0)",
    ], "stest": [
        "lower", "upper", "string", "eq 'a'", "in 'abc'", "in('xyz')", "ne('')", "gt 'a'", "escaped", "sequence",
        "filter", "test",
    ],
}
LEAVES = {
    "small": "0 1 2 3 -1 -2 5".split(), "w": "0 1 2 4 5 7 10 13".split(), "w3": "3 5 8 12 20 30".split(),
    "slit0": ["''", "'…'", "'>>'"], "nz": "1 2 3 5 -2 7 10 -3".split(), "nzp": "1 2 3 4".split(),
    "exp": "0 1 2 3".split(), "base": "10 16 8 2 0 36".split(), "cmp": "< > <= >= == !=".split(), "eq": ["==", "!="],
    "op": "+ - * / // % ~ and or".split(), "blit": "true false True False".split(),
    "sep": ["' '", "','", "'\\n'", "'a'", "'ab'", "'.'"], "none": ["none", "None",
                                                                   "nothing"], "data": ["data", "d", "deep"],
    "key": ["'a'", "'b'", "'role'", "'n'", "'items'", "'content'", "'ключ'", "1", "'x y'", "none", "'keys'"], "sl": [
        "1:", ":2", "::-1", ":", "-2:", ":-1", "1:3", "::2", "0:0", "5:1:-1", "-1:-3:-1", "100:", "none:2", "1:none",
        "::3",
    ], "fmt": [
        "'%Y-%m-%d'", "'%d %b %Y'", "'%d %B %Y'", "'%B %d, %Y'", "'%H:%M:%S %p'", "'%A %a %j %U %w %W'", "'%y%%%I'",
        "'%c'", "'%x %X'", "'%-d %-m'", "'%e %D %F %T'", "'%G-%V %u'", "'%f %z%Z'", "''", "'é %Y'", "'%h %n%t %R %C'",
    ],
    "attr": "items keys values get upper lower strip role append pop x nope __class__ __init__ _x real split format join 0 index count"
    " isdigit title copy update clear next current reset startswith encode mro func_globals gi_frame name arguments first"
    .split(),
    "kw": "width default attribute indent reverse by case_sensitive boolean start d first n x length base precision method"
    .split(),
    "flit": "0.0 1.5 -2.25 1e3 2.5e-7 1E+2 0.1 3.14159 1_0.5 1e22 1e16 123456789.123 1e-5 0.0001 100.0 2.5 3.5 9007199254740993.0"
    .split(),
    "ilit": "0 1 2 3 7 10 42 100 255 1_000 0x1F 0b101 0o17 99999999999 123456789012345678901234567890 2147483648 9223372036854775807"
    .split(),
}
FILTERS = (
    "abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape format groupby indent int"
    " items join last length list lower map max min pprint reject rejectattr replace reverse round safe select selectattr slice sort"
    " string striptags sum title tojson trim truncate unique upper urlencode urlize wordcount wordwrap xmlattr"
).split()
TEST_NAMES = (
    "boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in integer iterable le lessthan"
    " lower lt mapping ne none number odd sameas sequence string test true undefined upper").split()
TEXTS = [
    " ", "\n", "\n\n", "  ", "\t", "a", "b\n", " \n  ", "x y", "\n  - ", "é", "}", "{", "%", "# ", "<b>", "&amp;", "'",
    '"', "🙂", "\\n", "\u00a0", "|", ":\n", "\n\t", "Text.", " {", "} ", "%}", "}}", "#}", "- ", " -", "\u2028", "\x1c",
    "\x0b", "\x0c", "end\n", "\u3000", "{ {", "\n\n\n",
]
VALUES = [
    "", "a", "abc", "Hello World", " padded \t", "a,b,,c", "line1\nline2\n\nline4", "x\r\ny\rz",
    "<a href=\"x\">&'q'</a>", "it's", 'say "hi"', "both ' and \"", "back\\slash", "ß straße", "ǅ ﬁ İı", "ΑΣ ΣΟΦΟΣ",
    "e\u0301a\u0308", "🙂", "a👍🏽b", "👨‍👩‍👧", "日本語 テキスト", "\u00a0\u2003x\u3000", "\x1c\x85y\u2028", "\x00\x07\x7f",
    "\u200b\ufeff", "12", "-7", "3.5", "1e5", " 42 ", "0x1f", "１２３", "٣", "²½", "true", "None",
    "they're o'neill x-y foo_bar", "{% x %}", "{{ y }}", "%s %d", "{} {0}", "aaa bbb ccc ddd eee fff ggg",
    "UPPER lower Title", "tab\there", "user", "assistant", "tool", "http://x.org/?a=1&b=2", "𝒳𝒴 𐐀𐐨", "éÉèÈ", "ŉ ǰ ΐ",
    "The quick brown fox jumps over the lazy dog, twice.", "<!-- c --><p>t &lt; u</p>", "\U000e0001", "ab" * 20,
    "a b  c", "ZWJ\u200dX", "\ue123", "ﬀ", "1_0", "+5", "nan",
]
GAMES = [
    "{% set ns = namespace(f=none) %}{% for i in [1, 2, 3] %}{% macro f() %}{{ i }}{{ loop is defined }}"
    "{% endmacro %}{% set ns.f = f %}{% endfor %}{{ ns.f() }}",
    "{% macro f() %}{{ g() }}{% endmacro %}{% macro g() %}{{ <any> }}{% endmacro %}{{ f() }}",
    "{% macro f() %}{{ late }}{% endmacro %}{% set late = <any> %}{{ f() }}{% set late = <any> %}{{ f() }}",
    "{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(3) }}",
    "{% for a in [1, 2] %}{% for a in 'xy' %}{{ a }}{{ loop.index }}{% endfor %}{{ a }}{{ loop.index }}"
    "{% endfor %}{{ a }}",
    "{% for i in <ints> %}{% set outer = loop %}{% for j in [1, 2] %}{{ outer.index }}{{ loop.index }}"
    "{% endfor %}{% endfor %}",
    "{% set x = 1 %}{% macro m(x=x, y=x) %}{{ x }}{{ y }}{% endmacro %}{{ m() }}{{ m(5) }}",
    "{% with a=1, b=a %}{{ a }}{{ b }}{% endwith %}{{ a }}",
    "{% set c = cycler('a', 'b') %}{% for i in range(3) %}{{ c.next() }}{{ c.current }}{% endfor %}"
    "{{ c.reset() }}{{ c.next() }}",
    "{% set j = joiner(<slit>) %}{% for i in <list> %}{{ j() }}{{ i }}{% endfor %}",
    "{% set g = <list|>|map('string') %}{{ g|list }}{{ g|list }}{{ g|first }}",
    "{% macro m(a, b='d') %}{{ a }}{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3, z=4) }}"
    "{{ m(*[1, 2, 3], **{'q': <any>}) }}{{ m.name }}{{ m.arguments }}{{ m.catch_varargs }}",
    "{% macro outer() %}{% macro inner() %}{{ v }}{% endmacro %}{% set v = <any> %}{{ inner() }}"
    "{% endmacro %}{{ outer() }}",
    "{% for x in <list> if x is defined %}{{ loop.index }}/{{ loop.length }}:{{ loop.previtem }}|"
    "{{ loop.nextitem }};{% else %}none{% endfor %}",
    "{% for i in <ints> %}{% if loop.changed(i % 2) %}{{ i }}{% endif %}{% if loop.index > 2 %}"
    "{% break %}{% endif %}{% else %}E{% endfor %}",
    "{% set s %}{{ <str> }}{% endset %}{{ s|length }}{% autoescape true %}{% set s %}{{ <str> }}"
    "{% endset %}{{ s }}{{ s ~ '<' }}{{ '<' + s }}{% endautoescape %}",
    "{% set a = 1 %}{% block q1 %}{{ a }}{% set a = 2 %}{{ a }}{% endblock %}{{ a }}{{ self.q1() }}",
    "{% for r in <rows> %}{% block q2 scoped %}{{ r.role }}{{ loop.index is defined }}{% endblock %}{% endfor %}",
    "{% if false %}{% set x = 1 %}{% endif %}{{ x }}{% for i in [1] %}{{ x }}{% set x = i %}{{ x }}"
    "{% endfor %}{{ x }}",
    "{% call(a, b=2) (<var>) if false else dict() %}{{ a }}{% endcall %}",
    "{% macro m() %}{{ caller(<any>, k=<any>) }}{% endmacro %}{% call(a, k, z='d') m() %}{{ a }}{{ k }}"
    "{{ z }}{% endcall %}",
    "{% filter upper %}{% set x = 'in' %}{{ x }}{% endfilter %}{{ x }}{% generation %}{% set y = 2 %}"
    "{{ y }}{% endgeneration %}{{ y }}",
    "{% set a, b = b, <any> %}{{ a }}{{ b }}{% set b, a = a, b %}{{ a }}{{ b }}",
    "{% for k, (a, b) in [(1, (2, 3))] %}{{ k }}{{ a }}{{ b }}{% endfor %}",
    "{{ [<any>, <any>]|map('string')|map('upper')|join('-') }}{{ messages|map(attribute='role')|list }}",
    "{% set loop = 5 %}{{ loop }}{% for i in [1] %}{{ loop.index }}{% endfor %}{{ loop }}",
    "{% for i in range(4) %}{% if i == 1 %}{% continue %}{% endif %}{{ i }}{% set z = i %}{% endfor %}{{ z }}",
    "{% set it = [1, 2, 3]|select %}{% for i in it %}{{ i }}{{ loop.last }}{% endfor %}{{ it|list }}",
]
