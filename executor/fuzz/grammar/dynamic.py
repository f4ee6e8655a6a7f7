"""Names reached as text: eval, exec, globals, vars, dir, imports inside functions, star imports."""

from __future__ import annotations

from .template import t, tagged

TEMPLATES = tagged("eval", [
    t("print(eval('$any'))", weight=2),
    t("$new = eval('$num + $i')", new="num"),
    t("exec('$new = [$i]')", new="list", weight=2),
    t("exec('$list.append($i)')"),
    t("exec('def $F(): return $any')", F="func"),
    t("exec('$new = $i', {})"),
    t("box = {}\nexec('$new = $any', globals(), box)\nprint(sorted(box))"),
    t("exec('del $any')", weight=0.5),
    t("print(eval('x + $num', {'x': $i, '$letter': 1}))", weight=0.5),
    t("globals()['$new'] = $i", new="num", weight=2),
    t("globals().update($new=[$i])", new="list"),
    t("print(globals().get('$any'))", weight=1.5),
    t("print('$any' in globals(), '$new' in vars())", weight=1.5),
    t("globals().pop('$any', None)"),
    t("print(sorted(x for x in dir() if len(x) <= 2))", weight=1.5),
    t("print([x for x in list(globals()) if len(x) == 1 and x.islower()])", weight=0.7),
    t("$new = [x for x, y in list(vars().items()) if len(x) < 3 and isinstance(y, list)]\nprint(sorted($new))",
      new="list"),
    t("locals()['$new'] = [$i]", new="list", weight=0.6),
    t("def $F():\n    globals()['$new'] = [$i]\n    return sorted(locals())", F="func", new="list"),
    t("def $F():\n    return eval('$any')", F="func", weight=1.5),
    t("def $F():\n    exec('global $new; $new = $i')", F="func"),
    t("import sys\nsys.modules['__main__'].$new = $i", new="num", weight=0.6),
    t("import __main__\nprint(getattr(__main__, '$any', 'absent'))", weight=0.6),
    t("import __main__\ndelattr(__main__, '$any')", weight=0.2),
    t("$new = compile('$num + $i', 'code', 'eval')\nprint(eval($new))", new="code"),
    t("def $F():\n    import math\n    return math.floor($num / 2)", F="func"),
    t("def $F():\n    from collections import Counter\n    return sorted(Counter('$w').items())", F="func"),
    t("from math import *\nprint(floor($i.5))"),
    t("from math import floor as $F", F="one"),
    t("from itertools import chain\nprint(list(chain($list, [$i]))[-5:])"),
    t("floor = $i\nfrom math import *\nprint(floor)", weight=0.3),
    t("setattr(__import__('sys').modules[__name__], '$new', $i)", new="num", weight=0.4),
    t("[exec('$new = x') for x in range($i)]", weight=0.4),
    t("print(__name__, '$w' in globals().keys() | set('$letter'))", weight=0.4),
])
