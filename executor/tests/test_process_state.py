"""Process state outside the namespace: each kind is changed as users change it, noticed, and set back and forward."""

import json
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.dirname(HERE)

# By the libraries they need: (slot, setup, what the user writes, an expression that shows the effect).
CASES = {
    "process": [
        ("os.environ", "import os", "os.environ['A_NAME'] = 'x'; del os.environ['HOME']", "sorted(os.environ)"),
        ("os.environ", "import os", "h = os.environ.pop('HOME'); os.environ['HOME'] = h", "list(os.environ)"),
        ("cwd", "import os", "os.chdir('/')", "os.getcwd()"),
        ("umask", "import os", "os.umask(0o77)", "[one := os.umask(0), os.umask(one)][0]"),
        (
            "signal handlers",
            "import signal",
            "signal.signal(signal.SIGUSR1, lambda *a: None)",
            "signal.getsignal(signal.SIGUSR1) is signal.SIG_DFL",
        ),
        (
            "time zone",
            "import os, time; os.environ['TZ'] = 'UTC'; time.tzset()",
            "os.environ['TZ'] = 'XYZ-3'; time.tzset()",
            "(time.tzname, time.localtime(0).tm_hour)",
        ),
        ("sys.path", "import sys", "sys.path.append('/there')", "sys.path[-1] == '/there'"),
        ("sys.path", "import sys", "sys.path = ['/there'] + sys.path", "(sys.path[0] == '/there')"),
        ("sys.argv", "import sys", "sys.argv = ['x', '--fast']", "sys.argv"),
        ("recursion limit", "import sys", "sys.setrecursionlimit(4321)", "sys.getrecursionlimit()"),
        ("sys hooks", "import sys", "sys.excepthook = print", "sys.excepthook is print"),
        ("sys hooks", "import sys", "sys.displayhook = print", "sys.displayhook is print"),
        ("threading.excepthook", "import threading", "threading.excepthook = print", "threading.excepthook is print"),
        ("sys.settrace", "import sys", "def f(*a): pass\nsys.settrace(f)", "sys.gettrace() is None"),
        ("sys.setprofile", "import sys", "def f(*a): pass\nsys.setprofile(f)", "sys.getprofile() is None"),
        ("gc", "import gc", "gc.set_threshold(5, 6, 7); gc.disable()", "(gc.get_threshold(), gc.isenabled())"),
        (
            "context variables",
            "from contextvars import ContextVar\nv = ContextVar('v', default=1)",
            "v.set(2)",
            "v.get()",
        ),
        (
            "atexit",
            "import atexit\nran = []\ndef f(): ran.append(1)\n",
            "atexit.register(f)",
            "[ran.clear(), atexit._run_exitfuncs(), len(ran)][-1]",
        ),
    ],
    "random": [
        ("random", "import random", "random.random()", "random.getstate()[1][-1]"),
        ("random", "import random", "random.gauss(0, 1)", "random.getstate()[2]"),
        ("random", "import random", "random.seed(5)", "random.getstate()[1][:2]"),
    ],
    "warnings": [
        (
            "warnings",
            "import warnings",
            "warnings.simplefilter('error')",
            "warnings.filters[0][0]",
        ),
        ("warnings", "import warnings", "w = warnings.catch_warnings(); w.__enter__(); warnings.simplefilter('ignore')",
         "[one[0] for one in warnings.filters]"),
        ("warnings hooks", "import warnings", "warnings.showwarning = print", "warnings.showwarning is print"),
    ],
    "logging": [
        ("logging", "import logging", "logging.basicConfig(level=10)",
         "(logging.root.level, len(logging.root.handlers))"),
        ("logging", "import logging", "logging.disable(30)", "logging.getLogger('x').isEnabledFor(30)"),
        (
            "logging",
            "import logging; log = logging.getLogger('mine')",
            "log.setLevel(10); log.propagate = False; log.addHandler(logging.NullHandler())",
            "(log.getEffectiveLevel(), log.isEnabledFor(10), log.propagate, len(log.handlers))",
        ),
        (
            "logging",
            "import logging",
            "logging.getLogger('new.one').setLevel(10)",
            "logging.getLogger('new.one').level",
        ),
        (
            "logging",
            "import logging; h = logging.NullHandler(); logging.getLogger('h').addHandler(h)",
            "h.setLevel(40); h.setFormatter(logging.Formatter('%(msg)s'))",
            "(h.level, h.formatter is None)",
        ),
        ("logging level names", "import logging", "logging.addLevelName(35, 'LOUD')", "logging.getLevelName(35)"),
        (
            "logging settings",
            "import logging",
            "logging.captureWarnings(True)",
            "logging._warnings_showwarning is None",
        ),
    ],
    "standard": [
        ("decimal", "import decimal", "decimal.getcontext().prec = 5", "str(decimal.Decimal(1) / 3)"),
        ("decimal", "import decimal", "decimal.setcontext(decimal.ExtendedContext)", "str(decimal.Decimal(1) / 3)"),
        ("locale", "import locale; locale.setlocale(locale.LC_ALL, 'C')",
         "locale.setlocale(locale.LC_CTYPE, 'C.UTF-8')", "locale.setlocale(locale.LC_CTYPE)"),
        ("csv dialects", "import csv", "csv.register_dialect('p', delimiter='|')", "sorted(csv.list_dialects())"),
        ("csv field size", "import csv", "csv.field_size_limit(10)", "csv.field_size_limit()"),
        ("gettext domain", "import gettext", "gettext.textdomain('x')", "gettext.textdomain()"),
        ("mimetypes", "import mimetypes", "mimetypes.add_type('a/b', '.zzy')",
         "(mimetypes.guess_type('x.zzy'), mimetypes.guess_extension('a/b'))"),
        (
            "sqlite3 adapters",
            "import sqlite3\nclass P: pass\n",
            "sqlite3.register_adapter(P, lambda p: 'p')",
            "len(sqlite3.dbapi2.adapters) if hasattr(sqlite3.dbapi2, 'adapters') else len(sqlite3.adapters)",
        ),
        ("copyreg", "import copyreg\nclass Q: pass\ndef r(q): return Q, ()\n", "copyreg.pickle(Q, r)",
         "Q in copyreg.dispatch_table"),
        ("socket timeout", "import socket", "socket.setdefaulttimeout(3)", "socket.getdefaulttimeout()"),
        ("json", "import json", "json.JSONEncoder.default = lambda self, value: 'any'",
         "json.JSONEncoder.default.__name__"),
    ],
    "numpy": [
        ("numpy.random", "import numpy as np", "np.random.rand()", "np.random.get_state()[2]"),
        ("numpy.random", "import numpy as np", "np.random.randn()", "np.random.get_state()[2:]"),
        ("numpy.random", "import numpy as np", "np.random.seed(7)", "np.random.get_state()[1][:3]"),
        ("numpy.printoptions", "import numpy as np", "np.set_printoptions(precision=2)", "np.arange(3) / 7"),
        ("numpy.printoptions", "import numpy as np", "np.set_printoptions(legacy='1.13')", "np.array([1.0, 2.0])"),
        (
            "numpy.printoptions",
            "import numpy as np",
            "np.set_printoptions(formatter={'float': '{:.1f}'.format})",
            "np.arange(3) / 7",
        ),
        ("numpy.seterr", "import numpy as np", "np.seterr(divide='ignore')", "np.geterr()"),
    ],
    "torch": [
        ("torch.random", "import torch", "torch.rand(3)", "torch.get_rng_state().sum()"),
        ("torch.default_dtype", "import torch", "torch.set_default_dtype(torch.float64)", "torch.zeros(1).dtype"),
        ("torch.grad", "import torch", "torch.set_grad_enabled(False)", "torch.is_grad_enabled()"),
        ("torch.printoptions", "import torch", "torch.set_printoptions(precision=2)", "torch.tensor([1 / 7])"),
    ],
    "matplotlib": [
        ("matplotlib.rcParams", "import matplotlib as mpl", "mpl.rcParams['lines.linewidth'] = 9",
         "mpl.rcParams['lines.linewidth']"),
        ("matplotlib.rcParams", "import matplotlib as mpl", "mpl.rcParams['font.sans-serif'].insert(0, 'Mine')",
         "mpl.rcParams['font.sans-serif'][0]"),
        ("matplotlib.rcParams", "import matplotlib.style", "matplotlib.style.use('ggplot')",
         "matplotlib.rcParams['axes.prop_cycle']"),
    ],
    "seaborn": [
        ("matplotlib.rcParams", "import seaborn as sns, matplotlib as mpl", "sns.set_theme()",
         "mpl.rcParams['axes.facecolor']"),
        ("matplotlib.colors", "import seaborn as sns, matplotlib.colors as c", "sns.set_color_codes('pastel')",
         "c.to_rgb('b')"),
        ("seaborn.objects.theme", "import seaborn.objects as so", "so.Plot.config.theme['axes.facecolor'] = 'red'",
         "so.Plot.config.theme['axes.facecolor']"),
    ],
    "pandas": [
        ("pandas.options", "import pandas as pd", "pd.set_option('display.max_rows', 2)", "pd.Series(range(9))"),
        ("pandas.options", "import pandas as pd", "pd.options.display.precision = 2", "pd.Series([1 / 7])"),
        ("pandas.accessors", "import pandas as pd",
         "@pd.api.extensions.register_series_accessor('mine')\nclass A:\n    def __init__(self, s): pass\n",
         "hasattr(pd.Series, 'mine')"),
    ],
    "polars": [
        ("polars.Config", "import polars as pl", "pl.Config.set_tbl_rows(2)", "str(pl.Series(range(50)).to_frame())"),
        ("polars.Config", "import polars as pl", "pl.Config.set_float_precision(1)", "str(pl.Series([1 / 7]))"),
    ],
    "sympy": [
        ("sympy.assumptions", "from sympy import *\nfrom sympy.assumptions.assume import global_assumptions as g\n"
         "x = Symbol('x')", "g.add(Q.positive(x))", "ask(Q.positive(x))"),
        ("sympy.Dummy", "from sympy import Dummy", "Dummy()", "str(Dummy._count)"),
        ("sympy.rng", "from sympy.core.random import random, rng", "random()", "rng.getstate()[1][-1]"),
        ("sympy.printing", "import sympy", "sympy.init_printing(order='rev-lex', use_latex=False)",
         "sympy.printing.printer.Printer._global_settings"),
        ("mpmath.mp", "import mpmath", "mpmath.mp.dps = 40", "mpmath.nstr(mpmath.pi, 30)"),
        ("sympy.parameters", "from sympy.core.parameters import global_parameters as p", "p.evaluate = False",
         "p.evaluate"),
    ],
    "plotly": [
        ("plotly.templates", "import plotly.io as pio", "pio.templates.default = 'ggplot2'", "pio.templates.default"),
        ("plotly.templates", "import plotly.io as pio", "pio.templates['plotly'].layout.font.size = 33",
         "pio.templates['plotly'].layout.font.size"),
        ("plotly.templates", "import plotly.io as pio, plotly.graph_objects as go",
         "pio.templates['mine'] = go.layout.Template(layout_title_text='T')", "'mine' in pio.templates"),
        ("plotly.renderer", "import plotly.io as pio", "pio.renderers.default = 'json'", "pio.renderers.default"),
    ],
    "altair": [
        ("altair.themes", "import altair as alt", "alt.theme.enable('dark')", "alt.theme.active"),
        ("altair.data_transformers", "import altair as alt", "alt.data_transformers.disable_max_rows()",
         "alt.data_transformers.options"),
        ("altair.renderers", "import altair as alt", "alt.renderers.enable('json')", "alt.renderers.active"),
    ],
    "tqdm": [
        ("tqdm", "from tqdm import tqdm", "tqdm.monitor_interval = 0", "tqdm.monitor_interval"),
        ("tqdm bars", "from tqdm import tqdm; import io", "bar = tqdm(total=3, file=io.StringIO())",
         "len(tqdm._instances)"),
    ],
    "sklearn": [
        ("sklearn.config", "import sklearn", "sklearn.set_config(display='text')", "sklearn.get_config()['display']"),
    ],
    "xarray": [
        ("xarray.options", "import xarray as xr", "xr.set_options(display_style='text')",
         "xr.get_options()['display_style']"),
    ],
    "networkx": [
        ("networkx.config", "import networkx as nx", "nx.config.cache_converted_graphs = False",
         "nx.config.cache_converted_graphs"),
    ],
    "PIL": [
        ("PIL.Image", "import PIL.Image", "PIL.Image.MAX_IMAGE_PIXELS = None", "PIL.Image.MAX_IMAGE_PIXELS"),
        ("PIL.ImageFile", "import PIL.ImageFile", "PIL.ImageFile.LOAD_TRUNCATED_IMAGES = True",
         "PIL.ImageFile.LOAD_TRUNCATED_IMAGES"),
    ],
}
STANDARD = ("process", "random", "warnings", "logging", "standard")


def python(arguments, given=""):
    environment = {**os.environ, "PYTHONPATH": PACKAGE, "MPLBACKEND": "Agg"}
    result = subprocess.run(
        [sys.executable, *arguments], input=given, env=environment, capture_output=True, text=True, timeout=300
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


class Slots(unittest.TestCase):
    """One test for each library, made below."""


def _case(library):
    def test(self):
        if library not in STANDARD:
            probe = [sys.executable, "-c", f"import {library}"]
            if subprocess.run(probe, capture_output=True, check=False).returncode != 0:
                self.skipTest(f"{library} is not installed")
        cases = CASES[library]
        answers = json.loads(python([os.path.join(HERE, "state_cases.py")], json.dumps(cases)))
        for case, answer in zip(cases, answers):
            with self.subTest(slot=case[0], change=case[2]):
                self.assertIsNone(answer)

    return test


for _library in CASES:
    setattr(Slots, f"test_R_state_of_{_library}_is_noticed_and_set_back", _case(_library))


HEAD = """
import contextlib, io, sys
from types import ModuleType
main = sys.modules["__main__"]
from pinlight_executor.post_import import PostImport
from pinlight_executor.state.registry import ProcessState
post_import = PostImport()
post_import.install()
state = ProcessState(post_import)
def take():
    return [(slot, slot.read()) for slot in state.slots()]
def put(values):
    for slot, value in values:
        slot.write(value)
def slot(name):
    return next(one for one in state.slots() if one.name == name)
"""


def lines(script):
    return python(["-c", HEAD + script]).splitlines()


class ShownWarnings(unittest.TestCase):
    HEAD = """
import warnings
def warns():
    with contextlib.redirect_stderr(io.StringIO()) as out:
        warnings.warn("careful")
    print("careful" in out.getvalue())
"""

    def test_R_a_block_that_runs_again_warns_again(self):
        script = "start = take(); warns(); warns(); after = take(); put(start); warns(); put(after); warns()"
        self.assertEqual(lines(self.HEAD + script), ["True", "False", "True", "False"])

    def test_R_what_changes_filters_makes_shown_warnings_void(self):
        script = "warns(); start = take()\nwith warnings.catch_warnings(): pass\nafter = take(); warns(); "
        script += "put(start); warns(); put(after); warns()"
        self.assertEqual(lines(self.HEAD + script), ["True", "True", "False", "True"])

    def test_R_reading_and_writing_shows_and_hides_nothing(self):
        script = "warns()\nfor _ in range(3): put(take())\nwarns(); "
        script += "print(slot('shown warnings').read() is slot('shown warnings').read())"
        self.assertEqual(lines(self.HEAD + script), ["True", "False", "True"])

    def test_R_the_line_of_a_warning_in_the_document_is_no_difference(self):
        script = """
one = slot("shown warnings")
start = take()
exec(compile("warnings.warn('x')", "d", "exec"), vars(main))
first = one.digest(one.read())
put(start)
exec(compile("\\n\\nwarnings.warn('x')", "d", "exec"), vars(main))
print(one.digest(one.read()) == first, first == one.digest(start[[s for s, _ in start].index(one)][1]))
"""
        self.assertEqual(lines(self.HEAD + script), ["True False"])


class Touching(unittest.TestCase):
    def test_R_seeding_to_the_present_state_touches_the_generator(self):
        script = """
import random
one = slot("random")
for call in ("random.seed(0)", "random.getstate()", "random.random()"):
    one.touched = False
    before = one.read()
    eval(call)
    print(one.touched, one.read() is before)
"""
        self.assertEqual(lines(script), ["True True", "True True", "False False"])

    def test_R_wrapped_functions_look_as_before(self):
        script = """
import inspect, pickle, random
hidden = random._inst
print(inspect.signature(random.seed) == inspect.signature(hidden.seed))
print(random.seed.__name__, random.seed.__self__ is hidden)
print(random.seed.__doc__ == hidden.seed.__doc__, pickle.loads(pickle.dumps(random.getstate)).__name__)
"""
        self.assertEqual(lines(script), ["True", "seed True", "True getstate"])

    def test_R_an_unseeded_generator_shows_the_same_in_every_run(self):
        self.assertEqual(lines("import random; print(random.random())"), lines("import random; print(random.random())"))


class LateImports(unittest.TestCase):
    def test_R_a_slot_is_born_with_its_library(self):
        script = """
born = []
state.on_new = lambda slot, value: born.append((slot.name, value))
before = [one.name for one in state.slots()]
assert "csv" not in sys.modules
import csv
csv.field_size_limit(10)
print(born[-1][0], born[-1][1] > 10, state.initial(slot("csv field size")) == born[-1][1])
print([one.name for one in state.slots()][: len(before)] == before)
"""
        self.assertEqual(lines(script), ["csv field size True True", "True"])

    def test_R_a_version_with_another_layout_is_imported_all_the_same(self):
        script = """
from pinlight_executor.state import registry
def fail(module): raise AttributeError("gone")
registry._BY_MODULE["csv"] = fail
with contextlib.redirect_stderr(io.StringIO()) as out:
    import csv
print("csv" in out.getvalue(), csv.list_dialects()[:1])
"""
        self.assertEqual(lines(script), ["True ['excel']"])


if __name__ == "__main__":
    unittest.main()
