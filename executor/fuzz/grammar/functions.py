"""Functions: late-bound names, closures, mutable defaults, attributes, decorators, generators, caches, partials."""

from __future__ import annotations

from .template import t, tagged

DEFINE = [
    t("def $F():\n    return $any", F="func", weight=4),
    t("def $F():\n    return $any, $any2", F="func", weight=2),
    t("def $F(x=[]):\n    x.append($i)\n    return x", F="func", weight=2),
    t("def $F(x=$list):\n    x.append($i)\n    return list(x)", F="func"),
    t("def $F(x=$any, *, y=$i):\n    return x, y", F="func"),
    t("def $F():\n    global $new\n    $new = [$i]\n    return $new", F="func", weight=1.5),
    t("def $F():\n    global $num\n    $num += $i", F="func"),
    t("def $F():\n    global $new\n    del $new", F="func", weight=0.4, features="errors"),
    t("def $F():\n    $list.append($i)\n    return $list", F="func", weight=2),
    t("def $F():\n    $dict['$w'] = $any\n    return sorted($dict)", F="func"),
    t("def $F():\n    return $func()", F="func", weight=2),
    t("def $F():\n    seen = []\n    def inner():\n        seen.append($i)\n        return seen\n    return inner\n"
      "$new = $F()",
      F="func", new="func", weight=1.5),
    t("def $F():\n    count = $i\n    def inner():\n        nonlocal count\n        count += 1\n        return count\n"
      "    return inner\n$new = $F()", F="func", new="func", weight=1.5),
    t("def $F():\n    return [lambda: x + $i for x in range(3)]\n$new = $F()[0]", F="func", new="func"),
    t("$F = lambda: $any", F="func", weight=1.5),
    t("$F = lambda x=$any: x", F="func"),
    t("def $F(n=$i):\n    return n if n < 2 else $F(n - 1) + 1", F="func"),
    t("def $F():\n    return $F()", F="func", weight=0.15, features="endless"),
    t("def $F():\n    try:\n        return $any.pop()\n    finally:\n        print('finally')", F="func"),
    t("def $F():\n    raise KeyError('$w', $any)", F="func", weight=0.6, features="errors"),
    t("def $F():\n    if $num > $i:\n        return $any\n    return $any2", F="func"),
    t("def $F():\n    '''Says $w.'''\n    $F.calls = getattr($F, 'calls', 0) + 1\n    return $F.calls", F="func"),
    t("def logged(g):\n    def wrapped(*a):\n        $list.append($i)\n        return g(*a)\n    return wrapped\n"
      "@logged\ndef $F():\n    return $any", F="func"),
    t("if $num > $i:\n    def $F():\n        return $i2\nelse:\n    def $F():\n        return $any", F="func"),
]

USE = [
    t("$func()", weight=4),
    t("print($func())", weight=4),
    t("$new = $func()", new="list", weight=3),
    t("$new = $func", new="func", weight=1.5),
    t("$new = [$func, $func2]\nprint([g() for g in $new])", new="list"),
    t("$new = {'k': $func}\n$new['k']()", new="dict"),
    t("$func.calls = $i", features="attributes"),
    t("print(getattr($func, 'calls', None))", features="attributes"),
    t("$func.__defaults__ = ([$i],)", weight=0.4, features="attributes"),
    t("print($func.__name__, $func.__defaults__)", weight=0.7),
    t("$func.__code__ = (lambda: $i).__code__", weight=0.2, features="attributes"),
    t("try:\n    $func()\nexcept Exception as e:\n    print(type(e).__name__, e)"),
    t("print($func is $func2)"),
    t("print($func.__doc__)", weight=0.4),
    t("import inspect\nprint(inspect.signature($func))", weight=0.3),
    t("print($func.__closure__[0].cell_contents)", weight=0.3, features="errors"),
    t("print(sorted($func.__code__.co_names))", weight=0.3),
    t("$new = $list.append", new="method"),
    t("$method($i)", weight=1.5),
    t("$new = $dict.get", new="getter", weight=0.6),
    t("print($getter('k'))"),
    t("print(list(map(lambda x: (x, $any), $list[:3])))"),
    t("print(sorted($list, key=lambda x: x == $num)[:5])"),
]

TOOLS = tagged("functools", [
    t("$F = functools.lru_cache(lambda: $any)", imports="functools", F="func"),
    t("@functools.lru_cache(None)\ndef $F(x=$i):\n    print('computed', x)\n    return $any",
      imports="functools", F="cached"),
    t("print($cached($i))", weight=1.5),
    t("print($cached.cache_info())"),
    t("$cached.cache_clear()", weight=0.5),
    t("$new = functools.partial(print, $any)\n$new($i)", imports="functools", new="num"),
    t("$new = functools.partial($func)", imports="functools", new="func"),
    t("$new = functools.reduce(lambda x, y: x + y, [$i, $i2, $num])", imports="functools", new="num"),
    t("@functools.wraps($func)\ndef $F():\n    return $func()", imports="functools", F="func"),
    t("@functools.singledispatch\ndef show(x):\n    return 'any $w'\n@show.register\ndef _(x: int):\n"
      "    return 'int', $num",
      imports="functools"),
    t("show.register(list, lambda x: ('list', $i))", weight=0.6),
    t("print(show($any))"),
    t("$new = operator.itemgetter(0)\nprint($new($list))", imports="operator", new="num"),
])

ITERATORS = tagged("iterators", [
    t("$new = iter($list)", new="gen", weight=1.5),
    t("$new = (x + $num for x in range($i))", new="gen", weight=1.5),
    t("def $F():\n    for x in range(4):\n        yield x + $num\n$new = $F()", F="func", new="gen", weight=1.5),
    t("def $F():\n    for _ in range(9):\n        sent = yield $any\n        print('sent', sent)\n$new = $F()",
      F="func", new="gen"),
    t("$new = itertools.islice(itertools.count($i), 12)", imports="itertools", new="gen"),
    t("$new = itertools.islice(itertools.cycle($list), 12)", imports="itertools", new="gen"),
    t("$new, $new2 = itertools.tee(iter([1, $i, 3]))", imports="itertools", new="gen", new2="gen"),
    t("$new = zip($list, range(9))", new="gen"),
    t("$new = enumerate($list)", new="gen"),
    t("$new = map(lambda x: (x, $num), $list)", new="gen"),
    t("$new = reversed($list)", new="gen"),
    t("$new = $gen", new="gen"),
    t("$new = next($gen, 'over')", new="num", weight=1.5),
    t("print(next($gen, 'over'))", weight=3),
    t("for x in $gen:\n    print(x)\n    break"),
    t("print(list(zip($gen, range(3))))"),
    t("$gen.send($i)", weight=0.5),
    t("$gen.close()", weight=0.4),
    t("import itertools\nprint(list(itertools.islice($gen, 2)))"),
    t("def $F():\n    yield from $list\n    yield from [$i]\nprint(list($F())[:6])", F="func"),
])
