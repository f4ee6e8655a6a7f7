"""Descriptors, metaclasses, finalisers, weak references, context managers, await, threads that end in their block."""

from __future__ import annotations

from .template import t, tagged

DEFINE = tagged("advanced", [
    t("class Field:\n    def __init__(self, start):\n        self.start, self.seen = start, []\n"
      "    def __set_name__(self, owner, name):\n"
      "        self.name = name\n    def __get__(self, obj, owner=None):\n        self.seen.append($i)\n"
      "        return self.start, len(self.seen)\n"
      "    def __set__(self, obj, value):\n        self.start = value\nclass $C:\n    n = $i\n    items = []\n"
      "    v = Field($num)\n"
      "    def __repr__(self):\n        return '$C field'", C="class", weight=2),
    t("class Meta(type):\n    made = []\n    def __new__(cls, name, bases, space):\n        cls.made.append(name)\n"
      "        return super().__new__(cls, name, bases, {**space, 'n': $i})\n    def __len__(cls):\n"
      "        return len(cls.made)\n"
      "class $C(metaclass=Meta):\n    v, items = $any, []\n    def __repr__(self):\n"
      "        return '$C meta'", C="class", weight=2),
    t("print(Meta.made, len($class))"),
    t("class $C(metaclass=Meta):\n    items, v = [$i], 0\n    def __repr__(self):\n        return '$C second'",
      C="class"),
    t("class $C:\n    kinds = {}\n    n, v, items = $i, 0, []\n    def __init_subclass__(cls, **k):\n"
      "        super().__init_subclass__(**k)\n"
      "        $C.kinds[cls.__name__] = $i\n    def __repr__(self):\n        return '$C base'", C="class"),
    t("print(sorted($class.kinds.items()))"),
    t("class $C:\n    n, items = $i, []\n    def __init__(self, v=$i):\n        self.v = v\n    def __del__(self):\n"
      "        print('gone', self.n)\n    def __repr__(self):\n"
      "        return '$C mortal'", C="class", weight=1.5, features="del"),
    t("class $C:\n    n, items, v = $i, $list, 0\n    def __del__(self):\n        self.items.append($i)\n"
      "    def __repr__(self):\n"
      "        return '$C tally'", C="class", features="del"),
    t("class $C:\n    n, items, v = $i, [], 0\n    def __enter__(self):\n        self.items.append('in')\n"
      "        return self\n"
      "    def __exit__(self, *e):\n        self.items.append('out')\n        return $i > 5\n"
      "    def __repr__(self):\n        return '$C cm'",
      C="class"),
    t("with $class() as $new:\n    print($new.items)\n    1 / ($i - 3)", new="inst"),
    t("class $C:\n    n, v, items = $i, 0, []\n    def __iter__(self):\n        yield from ($i, $num)\n"
      "    def __getitem__(self, k):\n"
      "        return k, $any\n    def __contains__(self, k):\n        return k == $i\n    def __repr__(self):\n"
      "        return '$C seq'", C="class"),
    t("print(list($inst), $inst[$i], $i2 in $inst)"),
    t("class $C:\n    n, v, items = $i, 0, []\n    @functools.cached_property\n    def slow(self):\n"
      "        print('once')\n"
      "        return $any\n    def __repr__(self):\n        return '$C cached'", imports="functools", C="class"),
    t("print($inst.slow)"),
    t("class $C:\n    n, v, items = $i, 0, []\n    def __getattribute__(self, name):\n        if name == 'v':\n"
      "            return $num\n"
      "        return super().__getattribute__(name)\n    def __repr__(self):\n        return '$C attr'", C="class"),
    t("class $C(Generic[T]):\n    n, v, items = $i, 0, []", weight=0.3, C="class"),
    t("from typing import Generic, TypeVar\nT = TypeVar('T')", weight=0.3),
    t("class $C(typing.Protocol):\n    n: int\n    items = []", imports="typing", C="class", weight=0.3),
    t("$C = type('$C', ($class,), {'n': $i, 'items': $list})", C="class"),
    t("class $C:\n    one = None\n    n, v, items = $i, 0, []\n    def __new__(cls, *a):\n        if cls.one is None:\n"
      "            cls.one = super().__new__(cls)\n        return cls.one\n    def __repr__(self):\n"
      "        return '$C single'", C="class"),
    t("@contextlib.contextmanager\ndef $F():\n    $list.append('open')\n    try:\n        yield $i\n    finally:\n"
      "        $list.append('shut')",
      imports="contextlib", F="manager"),
    t("with $manager() as x:\n    print(x, $list)"),
    t("with contextlib.ExitStack() as s:\n    s.callback(print, 'bye', $num)\n    $list.append($i)",
      imports="contextlib"),
    t("with contextlib.suppress(ZeroDivisionError):\n    $new = $i / ($num - $i)", imports="contextlib", new="num"),
    t("with contextlib.redirect_stdout(io.StringIO()) as $new:\n    print($any)\nprint(len($new.getvalue()))",
      imports="contextlib; io"),
])

WEAK = tagged("advanced weak", [
    t("$new = weakref.ref($inst)", imports="weakref", new="ref", weight=1.5),
    t("print($ref() is $inst, $ref() is None)", weight=1.5),
    t("$new = weakref.WeakValueDictionary(k=$inst)", imports="weakref", new="wdict"),
    t("print(sorted($wdict))"),
    t("$wdict['$w'] = $inst"),
    t("$new = weakref.WeakKeyDictionary()\n$new[$inst] = $i", imports="weakref", new="wkeys"),
    t("print(sorted($wkeys.values()))"),
    t("weakref.finalize($inst, print, 'finalised $i')", imports="weakref", weight=0.6, features="del"),
    t("$new = weakref.proxy($inst)\nprint($new.n)", imports="weakref", weight=0.6),
    t("$new = weakref.WeakSet([$inst])", imports="weakref", new="wset"),
    t("print(len($wset))"),
    t("$inst = None", weight=0.7),
    t("del $inst", inst="-", weight=0.8),
    t("$new = weakref.WeakMethod($inst.__repr__)", imports="weakref", new="ref", weight=0.3),
])

CONCURRENT = tagged("advanced concurrent", [
    t("async def $F():\n    await asyncio.sleep(False)\n    return $any", imports="asyncio", F="coro", weight=2),
    t("async def $F():\n    $list.append($i)\n    return $list", F="coro"),
    t("print(await $coro())", weight=2, features="await"),
    t("$new = await $coro()", new="list", features="await"),
    t("$new = await asyncio.gather($coro(), $coro2())\nprint($new)", imports="asyncio", new="list", features="await"),
    t("print(asyncio.run($coro()))", imports="asyncio", features="asyncio.run"),
    t("async def $F():\n    for x in range(3):\n        yield x + $num", F="agen"),
    t("print([x async for x in $agen()])", features="await"),
    t("async with asyncio.timeout(5):\n    print(await $coro())", imports="asyncio", weight=0.3, features="await"),
    t("$new = asyncio.Queue()\nawait $new.put($i)", imports="asyncio", new="aqueue", weight=0.5, features="await"),
    t("print($aqueue.qsize())", weight=0.5),
    t("x = threading.Thread(name='worker', target=$func)\nx.start()\nx.join()", imports="threading"),
    t("x = threading.Thread(name='worker', target=lambda: $list.append($i))\nx.start()\nx.join()\nprint($list)",
      imports="threading"),
    t("with concurrent.futures.ThreadPoolExecutor(2) as pool:\n    print(list(pool.map(lambda n: n + $num, [1, $i])))",
      imports="concurrent.futures"),
    t("$new = threading.local()\n$new.v = $i", imports="threading", new="local", weight=0.6),
    t("print(getattr($local, 'v', None))", weight=0.6),
    t("$new = threading.Lock()\nwith $new:\n    print($new.locked())", imports="threading", new="lock"),
    t("print($lock.acquire(blocking=False))", weight=0.6),
    t("x = threading.Thread(name='worker', target=lambda: globals().update($new=$i))\nx.start()\nx.join()",
      imports="threading", new="num"),
])

ERRORS = tagged("advanced errors", [
    t("raise ExceptionGroup('$w', [ValueError($i), KeyError('$w')])"),
    t("try:\n    raise ExceptionGroup('g', [ValueError($i), TypeError()])\nexcept* ValueError as e:\n"
      "    print(e.exceptions)", weight=0.6),
    t("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise RuntimeError('$w $i') from e"),
    t("try:\n    $func()\nexcept Exception as e:\n    $new = e", new="error"),
    t("print(repr($error), $error.__traceback__ is None)"),
    t("raise $error", weight=0.5),
    t("$error.add_note('note $i')", weight=0.4),
    t("try:\n    raise KeyError('$w')\nfinally:\n    $list.append($i)"),
    t("$list.missing", weight=0.4),
    t("$new = $i +", weight=0.15, features="syntax"),
    t("'$w' + $i", weight=0.5),
    t("[][$i]", weight=0.4),
    t("import sys\nprint(sys.exc_info()[0])", weight=0.5),
    t("import sys\n$num == $i and sys.exit($i)", weight=0.25, features="exit"),
    t("raise SystemExit", weight=0.04, features="exit"),
    t("raise KeyboardInterrupt", weight=0.08, features="exit"),
    t("raise StopIteration($i)", weight=0.3),
    t("class $C(BaseException):\n    n, items, v = $i, [], 0\nraise $C($i)", C="exc", weight=0.2),
    t("import traceback\ntry:\n    $func()\nexcept Exception:\n    print(traceback.format_exc().splitlines()[-1])"),
])
