"""Classes and their instances: shared lists, inheritance, dataclasses, properties, attributes bound later."""

from __future__ import annotations

from .template import t, tagged

DEFINE = [
    t("class $C:\n    items = [$i]\n    n = $i2\n    def __init__(self, v=$i):\n        self.v = v\n"
      "    def __repr__(self):\n        return f'$C({self.v!r:.40})'", C="class", weight=3),
    t("class $C:\n    items = []\n    n = $num\n    def __init__(self, v=None):\n        self.v = [v]\n"
      "        self.items.append($i)\n"
      "    def __repr__(self):\n        return '$C' + str(len(self.items))", C="class", weight=2),
    t("class $C($class):\n    n = $i", C="class", weight=1.5),
    t("class $C($class):\n    def __init__(self, v=$i):\n        super().__init__(v)\n        self.w = $any",
      C="class"),
    t("class $C($class):\n    def total(self):\n        return self.n + $num", C="class"),
    t("class $C(list):\n    n = $i\n    items = [$i]\n    def twice(self):\n        return list(self) * 2", C="class"),
    t("class $C(dict):\n    n = $i\n    items = []\n    def __missing__(self, key):\n        return key, $num",
      C="class"),
    t("class $C:\n    n, items, v = $i, $list, $any\n    def __eq__(self, other):\n"
      "        return self.n == getattr(other, 'n', $i)\n"
      "    def __hash__(self):\n        return $i\n    def __repr__(self):\n        return '$C!'", C="class"),
    t("class $C:\n    n, v, items = $i, 0, []\n    @property\n    def p(self):\n        return self.n, $any\n"
      "    @classmethod\n"
      "    def make(cls):\n        cls.n += 1\n        return cls()\n    @staticmethod\n    def s():\n"
      "        return $num\n"
      "    def __repr__(self):\n        return '$C#'", C="class"),
    t("@dataclasses.dataclass\nclass $C:\n    v: object = $i\n    n: int = $i2\n"
      "    items: list = dataclasses.field(default_factory=list)",
      imports="dataclasses", C="class", weight=2),
    t("@dataclasses.dataclass(frozen=True, order=True)\nclass $C:\n    v: int = $i\n    n: int = $i2",
      imports="dataclasses", C="class"),
    t("class $C:\n    __slots__ = ('v', 'n', 'items')\n    def __init__(self, v=$i):\n"
      "        self.v, self.n, self.items = v, $i2, [v]",
      C="class"),
    t("class $C(enum.Enum):\n    n = $i\n    v = '$w'", imports="enum", C="enum", weight=0.6),
    t("$C = collections.namedtuple('$C', 'v n', defaults=[$i, $i2])", imports="collections", C="class"),
    t("class $C(Exception):\n    items, n, v = [], $i, 0", C="exc"),
    t("class $C:\n    n, v, items = $i, $any, $list\n    def __call__(self):\n        self.v = $i\n"
      "        return $any\n"
      "    def __len__(self):\n        return $i\n    def __repr__(self):\n        return 'call'", C="class"),
    t("class $C(abc.ABC):\n    n, v, items = $i, 0, []\n    @abc.abstractmethod\n    def do(self): ...",
      imports="abc", C="class", weight=0.4),
    t("class $C(types.SimpleNamespace):\n    n, items, v = $i, [], 0", imports="types", C="class"),
    t("class $C:\n    n, items, v = $i, [], 0\n    def __getattr__(self, name):\n        return name, $num\n"
      "    def __repr__(self):\n        return 'any'", C="class"),
]

USE = [
    t("$new = $class()", new="inst", weight=4),
    t("$new = $class($any)", new="inst", weight=2),
    t("$new = $class($list)", new="inst"),
    t("$new = [$class(), $class2()]\nprint($new)", new="list"),
    t("print($inst)", weight=2),
    t("$inst", weight=2),
    t("$inst.v", weight=2),
    t("print($inst.n, $inst.items)", weight=2),
    t("$inst.v = $any", weight=2),
    t("$inst.v = $list", weight=1.5),
    t("$inst.v.append($i)", weight=0.8, features="errors"),
    t("$inst.n += $i"),
    t("$inst.items.append($i)", weight=2),
    t("$new = $inst.items", new="list"),
    t("$new = $inst.v", new="list"),
    t("$new = $inst", new="inst", weight=1.5),
    t("$new = $class", new="class"),
    t("$list.append($inst)"),
    t("print($inst == $inst2, $inst is $inst2)"),
    t("print(isinstance($inst, $class), type($inst) is $class2)", weight=2),
    t("print(issubclass($class, $class2), [c.__name__ for c in $class.__mro__])"),
    t("print(type($inst).__name__, sorted(vars($inst)))"),
    t("print($class.n, $class.items)", weight=2),
    t("$inst.fresh = $any", weight=0.7),
    t("print(getattr($inst, 'fresh', None))", weight=0.7),
    t("del $inst.v", weight=0.3, features="errors"),
    t("print(getattr($inst, 'p', None))", weight=0.5),
    t("print($inst.total())", weight=0.5, features="errors"),
    t("print($class.make(), $class.n)", weight=0.5, features="errors rebinding"),
    t("$new = $inst.__class__()", new="inst", weight=0.6),
    t("$inst[$i] = $any", weight=0.3, features="errors"),
    t("$inst.append($i)", weight=0.3, features="errors"),
    t("$inst()", weight=0.3, features="errors"),
    t("print(dataclasses.asdict($inst))", imports="dataclasses", weight=0.6, features="errors"),
    t("$new = dataclasses.replace($inst, n=$i)", imports="dataclasses", new="inst", weight=0.5, features="errors"),
    t("print($enum.n, $enum($i), list($enum))"),
    t("try:\n    raise $exc($any)\nexcept $exc2 as e:\n    $list.append($i)\n    print(type(e).__name__, e.n)"),
    t("raise $exc('$w')", weight=0.5, features="errors"),
    t("print(copy.copy($inst), copy.deepcopy($inst))", imports="copy"),
    t("print(len(pickle.dumps($any, 4)) > 0, pickle.loads(pickle.dumps($list)))", imports="pickle", weight=0.5),
]

REBIND = tagged("rebinding", [
    t("$class.n = $i", weight=1.5),
    t("$class.n += $i"),
    t("$class.items = $list"),
    t("$class.items.append($i)", weight=1.5),
    t("$class.items += [$i]", weight=0.7),
    t("type($inst).n = $i"),
    t("$class.total = lambda self: ($i, $any)"),
    t("$class.__repr__ = lambda self: 'shown $i'", weight=0.7),
    t("setattr($class, 'p', property(lambda self: $any))", weight=0.6),
    t("$inst.__class__ = $class", weight=0.3),
    t("del $class.n", weight=0.2),
    t("$class.__init__.__defaults__ = ($i,)", weight=0.2),
    t("print(sorted(x for x in vars($class) if not x.startswith('_')))"),
])
