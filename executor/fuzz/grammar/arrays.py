"""NumPy arrays, their views, and its global options."""

from __future__ import annotations

from .template import needing, t, tagged

TEMPLATES = tagged("numpy", [
    t("$new = np.array([$i, $i2, $i3])", new="arr", weight=4),
    t("$new = np.arange(6.0) * $i", new="arr", weight=2),
    t("$new = np.arange(6).reshape(2, 3) + $i", new="arr"),
    t("$new = np.zeros(3)", new="arr"),
    t("$new = np.array([$list, $any], dtype=object)", new="arr", weight=0.6),
    t("$new = $arr[1:]", new="arr", weight=2),
    t("$new = $arr[::-1]", new="arr"),
    t("$new = $arr.T", new="arr"),
    t("$new = $arr.copy()", new="arr"),
    t("$new = $arr", new="arr", weight=2),
    t("$new = $arr + $i", new="arr", weight=1.5),
    t("$new = np.asarray($arr)", new="arr"),
    t("$new = $arr.reshape(-1)", new="arr"),
    t("$new = $arr[$arr > $i]", new="arr"),
    t("$new = $arr.view(np.int64)", new="arr", weight=0.4),
    t("$new = memoryview($arr)", new="view", weight=0.3),
    t("$new = np.frombuffer(bytearray(b'12345678'), dtype=np.uint8)", new="arr", weight=0.5),
    t("$new = np.array([(1, 2.0), ($i, 3.0)], dtype=[('p', int), ('q', float)])", new="arr", weight=0.4),
    t("$new = np.ma.masked_greater([1, $i, 9], $i2)", new="arr", weight=0.3),
    t("$arr[0] = $i", weight=3),
    t("$arr += $i", weight=2),
    t("$arr[:] = $i"),
    t("$arr.sort()"),
    t("$arr.fill($i)"),
    t("$arr.flags.writeable = False", weight=0.5),
    t("np.add($arr, $i, out=$arr)"),
    t("np.random.shuffle($arr)", features="random", weight=0.6),
    t("$new = [$arr, $arr]", new="list"),
    t("$dict['k'] = $arr"),
    t("def $F(x=np.zeros(2)):\n    x[0] += $i\n    return x", F="func", weight=0.7),
    t("def $F():\n    $arr[-1] = $i\n    return $arr.sum()", F="func"),
    t("print($arr.base is $arr2, np.shares_memory($arr, $arr2))", weight=1.5),
    t("print($arr)", weight=3),
    t("$arr", weight=2),
    t("print($arr.sum(), $arr.dtype, $arr.shape)"),
    t("float($arr.mean())"),
    t("print($arr / $i)", weight=0.6),
    t("$new = $arr.flat", new="gen", weight=0.4, features="iterators"),
    t("$new = np.vectorize(lambda x: x + $num)\nprint($new([1, 2]))", new="one", weight=0.5),
])
TEMPLATES = needing("import numpy as np", TEMPLATES)

OPTIONS = tagged("numpy ambient", [
    t("np.set_printoptions(precision=$i)", imports="numpy as np"),
    t("np.set_printoptions(threshold=$i, edgeitems=1)", imports="numpy as np", weight=0.5),
    t("print(np.array([$i, 1]) / 7)", imports="numpy as np", weight=2),
    t("with np.printoptions(precision=$i):\n    print(np.array([1 / 3]))", imports="numpy as np"),
    t("np.seterr(divide='raise')", imports="numpy as np", weight=0.5),
    t("np.seterr(divide='ignore')", imports="numpy as np", weight=0.5),
    t("print(np.array([1.0, $i]) / 0)", imports="numpy as np", weight=0.7),
])

RANDOM = tagged("numpy random", [
    t("np.random.seed($i)", imports="numpy as np"),
    t("print(np.random.randint(0, 99, 3))", imports="numpy as np", weight=2),
    t("$new = np.random.rand(2).round(3)", imports="numpy as np", new="arr"),
    t("$new = np.random.default_rng($i)", imports="numpy as np", new="rng", weight=1.5),
    t("print($rng.integers(0, 99, 2))", weight=2),
    t("$new = $rng.random(2).round(3)", new="arr"),
    t("$new = $rng.bit_generator.state", new="state"),
    t("$rng.bit_generator.state = $state"),
    t("$new = $rng.spawn(1)[0]", new="rng", weight=0.5),
    t("$new = np.random.RandomState($i)", imports="numpy as np", new="rs"),
    t("print($rs.randint(0, 99), $rs.normal().round(3))"),
    t("$new = np.random.get_state()", imports="numpy as np", new="state"),
    t("np.random.set_state($state)", imports="numpy as np"),
    t("$new = np.random.mtrand._rand", imports="numpy as np", new="rs", weight=0.3),
    t("np.random.RandomState.seed(np.random.mtrand._rand, $i)", imports="numpy as np", weight=0.2),
    t("from numpy.random import randint as $F", F="draw", weight=0.6),
    t("print($draw(99))"),
])
