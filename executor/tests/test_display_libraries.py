"""How values of libraries are shown, with the real libraries: a class is skipped where its library is not installed."""

import array
import base64
import importlib.util
import unittest

from pinlight_executor.display.bundle import bundle_of
from pinlight_executor.display.columns import bitmap, column_of
from pinlight_executor.display.table import MAX_PAYLOAD_BYTES, TABLE_MIME, Source, table_of

from doors import Session

CODES = {"i8": "b", "u8": "B", "bool": "B", "i16": "h", "u16": "H", "i32": "i", "u32": "I", "i64": "q", "u64": "Q", "f32": "f", "f64": "d"}


def needs(*names):
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return unittest.skipIf(missing, f"{', '.join(missing)}: not installed")


def shown(source, files=None):
    """The bundles of the last block."""
    with Session() as session:
        return [e.get("bundle", e) for e in session.show(source, files).blocks[-1]["elements"]]


def columns(bundle):
    """{name: values} of a table, read as a page reads it; None is null."""
    schema = bundle[TABLE_MIME]
    data = base64.b64decode(schema["data"]["base64"]) if "base64" in schema["data"] else bundle.payload
    assert len(data) == schema["data"].get("bytes", len(data))
    return {str(column["name"]): _values(column, data, schema["kept"]) for column in schema["columns"]}


def _part(column, data, name):
    place = column[name]
    return data[place["at"] : place["at"] + place["bytes"]]


def _typed(code, data):
    return array.array(CODES[code], bytes(data)).tolist()


def _texts(offsets, data):
    places = array.array("I", bytes(offsets)).tolist()
    return [bytes(data[a:b]).decode() for a, b in zip(places, places[1:])]


def _values(column, data, kept):
    encoding = column["encoding"]
    if encoding == "range":
        return [column["start"] + n * column["step"] for n in range(kept)]
    if encoding == "text":
        values = _texts(_part(column, data, "offsets"), _part(column, data, "values"))
    elif encoding == "dictionary":
        texts = _texts(_part(column, data, "dictionaryOffsets"), _part(column, data, "dictionary"))
        values = [None if code < 0 else texts[code] for code in _typed(column["codes"], _part(column, data, "values"))]
    else:
        values = _typed(encoding, _part(column, data, "values"))
    if "valid" in column:
        bits = _part(column, data, "valid")
        values = [value if bits[n // 8] >> n % 8 & 1 else None for n, value in enumerate(values)]
    return values


class Tables(unittest.TestCase):
    def test_F_plain_columns_come_back_as_they_were(self):
        wanted = {
            "whole": [1, None, -300], "real": [0.5, None, 2.0], "flag": [True, None, False], "text": ["a", None, "é€"],
            "again": ["u", "v"] * 40 + [None], "large": [2**40, -(2**62)], "none": [None, None], "empty": [],
        }
        for name, values in wanted.items():
            schema, _ = table_of("test", len(values), [Source(name, lambda kept, values=values: column_of(values))])
            self.assertEqual(columns({TABLE_MIME: schema})[name], values, name)
            self.assertEqual(schema["columns"][0]["nulls"], values.count(None), name)

    def test_F_every_part_begins_at_a_multiple_of_8(self):
        sources = [Source(str(n), lambda kept: column_of(["abc", None, "de"])) for n in range(5)]
        schema, _ = table_of("test", 3, sources)
        places = [part["at"] for column in schema["columns"] for part in column.values() if isinstance(part, dict) and "at" in part]
        self.assertEqual([at % 8 for at in places], [0] * 15)

    def test_F_a_bitmap_has_the_lowest_bit_first(self):
        self.assertEqual(bitmap([True, False, False, True] + [False] * 5 + [True]), bytes([0b1001, 0b10]))

    def test_F_rows_that_are_too_many_are_left_out_and_counted(self):
        whole = column_of([1])

        def read(kept):
            return type(whole)("float64", "f64", {"values": bytes(8 * kept)})

        schema, payload = table_of("test", 10**8, [Source("x", read), Source("y", read)])
        self.assertEqual(schema["rows"], 10**8)
        self.assertEqual(len(payload), schema["data"]["bytes"])
        self.assertTrue(0.9 * MAX_PAYLOAD_BYTES < len(payload) <= MAX_PAYLOAD_BYTES, len(payload))
        self.assertEqual(schema["columns"][0]["values"]["bytes"], 8 * schema["kept"])


@needs("pandas")
class Pandas(unittest.TestCase):
    def frame(self):
        import pandas

        return pandas.DataFrame({
            "whole": [1, 2, 300], "real": [0.1, None, 2.5], "text": ["a", None, "é"], "when": pandas.to_datetime(["2020-01-01", None, "1960-01-01"]),
            "kind": pandas.Categorical(["u", None, "u"]), "masked": pandas.array([1, None, 3], dtype="Int64"), "flag": [True, False, True],
            "mixed": [[1], None, {"a": 2}],
        })

    def test_F_a_frame_travels_column_by_column(self):
        bundle = bundle_of(self.frame())
        self.assertIn("<table", bundle["text/html"])
        found = columns(bundle)
        self.assertEqual((found[""], found["whole"], found["flag"]), ([0, 1, 2], [1, 2, 300], [1, 0, 1]))
        self.assertEqual((found["text"], found["masked"], found["kind"]), (["a", None, "é"], [1, None, 3], ["u", None, "u"]))
        self.assertEqual(found["mixed"], ["[1]", None, "{'a': 2}"])
        self.assertEqual([str(value) for value in found["real"]], ["0.1", "nan", "2.5"])
        when = next(column for column in bundle[TABLE_MIME]["columns"] if column["name"] == "when")
        per_s = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[when["unit"]]
        self.assertEqual(found["when"], [1577836800 * per_s, None, -315619200 * per_s])

    def test_F_summaries_are_of_all_rows(self):
        schema = bundle_of(self.frame())[TABLE_MIME]
        found = {column["name"]: column.get("summary") for column in schema["columns"]}
        self.assertEqual((found["whole"], found["real"]), ({"min": 1, "max": 300, "mean": 101.0}, {"min": 0.1, "max": 2.5, "mean": 1.3}))

    def test_F_infinities_and_names_in_levels_are_no_trouble(self):
        import pandas

        frame = pandas.DataFrame({("a", 1): [float("inf"), 1.0], ("a", None): [1, 2]}, index=pandas.MultiIndex.from_tuples([(1, "x"), (2, "y")]))
        schema = bundle_of(frame)[TABLE_MIME]
        self.assertEqual([column.get("index", False) for column in schema["columns"]], [True, True, False, False])
        self.assertEqual((schema["columns"][2]["name"][0], schema["columns"][2]["summary"]["max"]), ("a", "inf"))

    def test_F_a_cell_that_resists_costs_its_text_only(self):
        import pandas

        bad = type("Bad", (), {"__repr__": lambda self: 1 / 0})()
        bundle = bundle_of(pandas.Series([1, "x", bad], name="s"))
        self.assertIn("its repr failed with ZeroDivisionError", columns(bundle)["s"][2])

    def test_F_a_million_rows_travel_beside_the_bundle(self):
        source = "import pandas as pd, numpy as np\npd.DataFrame({'a': np.arange(1_000_000), 'b': np.random.rand(1_000_000)})"
        with Session() as session:
            element = session.show(source).blocks[0]["elements"][0]
        schema = element["bundle"][TABLE_MIME]
        self.assertEqual((schema["rows"], schema["kept"]), (10**6, 10**6))
        self.assertEqual(schema["data"], {"bytes": 4 * 10**6 + 8 * 10**6})
        self.assertEqual(len(element["payload"]), 64)

    @needs("jinja2")
    def test_F_a_styled_frame_is_the_same_html_in_every_run(self):
        one, other = (bundle_of(self.frame().style.highlight_max("whole"))["text/html"] for _ in range(2))
        self.assertEqual(one, other)


@needs("numpy")
class Numpy(unittest.TestCase):
    def test_F_an_array_is_a_table_where_its_repr_leaves_values_out(self):
        import numpy

        self.assertNotIn(TABLE_MIME, bundle_of(numpy.arange(10)))
        found = columns(bundle_of(numpy.arange(4000).reshape(-1, 2)))
        self.assertEqual(found["1"], list(range(1, 4000, 2)))

    def test_F_big_endian_and_strided_arrays_are_read_right(self):
        import numpy

        found = columns(bundle_of(numpy.arange(3000, dtype=">f8")[::2] + 0.1))
        self.assertEqual(found["0"], [n + 0.1 for n in range(0, 3000, 2)])


@needs("polars")
class Polars(unittest.TestCase):
    def test_F_a_frame_travels_column_by_column_with_and_without_numpy(self):
        source = "import polars as pl\npl.DataFrame({'a': [1, None, 3], 'b': ['x', None, 'z'], 'c': [0.1, None, 2.0], 'd': [True, None, False]})"
        for before in ("", "import numpy\n"):
            found = columns(shown(before + source)[0])
            self.assertEqual(found, {"a": [1, None, 3], "b": ["x", None, "z"], "c": [0.1, None, 2.0], "d": [1, None, 0]})


@needs("pyarrow")
class Pyarrow(unittest.TestCase):
    def test_F_a_table_travels_column_by_column(self):
        source = "import pyarrow as pa\npa.table({'a': [1, None, 3], 'b': ['x', None, 'z'], 'c': [0.1, None, 2.0]})"
        self.assertEqual(columns(shown(source)[0]), {"a": [1, None, 3], "b": ["x", None, "z"], "c": [0.1, None, 2.0]})


@needs("plotly")
class Plotly(unittest.TestCase):
    def test_F_a_figure_is_json_and_a_page_without_network_also_by_show(self):
        source = "import plotly.graph_objects as go\nfig = go.Figure(go.Scatter(y=[1, 2]))\nfig.show()\nfig"
        bundles = shown(source)
        self.assertEqual(len(bundles), 2)
        self.assertEqual(bundles[0], bundles[1])
        self.assertEqual(bundles[0]["application/vnd.plotly.v1+json"]["data"][0]["type"], "scatter")
        self.assertNotIn("src=", bundles[0]["text/html"])


@needs("altair")
class Altair(unittest.TestCase):
    CHART = "import altair as alt\nalt.Chart(alt.Data(values=[{'a': 1}])).mark_point().encode(x='a:Q')"

    def test_F_a_chart_is_its_specification(self):
        bundle = shown(self.CHART)[0]
        mime = next(key for key in bundle if key.startswith("application/vnd.vegalite.v"))
        self.assertEqual(bundle[mime]["encoding"]["x"]["field"], "a")


@needs("bokeh")
class Bokeh(unittest.TestCase):
    def test_F_a_plot_is_the_same_page_in_every_run(self):
        source = "from bokeh.plotting import figure, show\np = figure()\np.line([1], [2])\nshow(p)"
        self.assertEqual(shown(source), shown(source))


@needs("folium")
class Folium(unittest.TestCase):
    def test_F_a_map_is_the_same_page_in_every_run(self):
        source = "import folium\nfolium.Map()"
        self.assertIn("<html", shown(source)[0]["text/html"])
        self.assertEqual(shown(source), shown(source))


@needs("PIL")
class Pillow(unittest.TestCase):
    def test_F_a_picture_is_one_png_whatever_its_mode(self):
        source = "from PIL import Image\nfor mode in ('RGB', 'F', 'CMYK', 'P', 'LA', 'I;16'):\n    Image.new(mode, (9, 5)).show()"
        for bundle in shown(source):
            self.assertEqual(sorted(bundle), ["image/png", "text/plain"])

    def test_F_a_large_picture_is_made_smaller(self):
        data = base64.b64decode(shown("from PIL import Image\nImage.new('L', (9000, 10))")[0]["image/png"])
        self.assertEqual(int.from_bytes(data[16:20], "big"), 2400)


@needs("sympy")
class Sympy(unittest.TestCase):
    def test_F_formulas_are_latex_also_in_containers(self):
        for code in ("x**2", "[x, 1]", "{x: x**2}", "sympy.Matrix([x])"):
            self.assertIn("x", shown(f"import sympy\nx = sympy.Symbol('x')\n{code}")[0]["text/latex"], code)
        self.assertEqual(list(shown("import sympy\n[1, 2]")[0]), ["text/plain"])


@needs("matplotlib")
class Matplotlib(unittest.TestCase):
    def test_F_displayed_axes_show_their_figure(self):
        source = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nplt.close()\ndisplay(ax)"
        self.assertEqual(sorted(shown(source)[0]), ["image/png", "text/plain"])


@needs("IPython")
class RealIPython(unittest.TestCase):
    def test_F_its_classes_show_and_its_functions_are_ours(self):
        source = (
            "from IPython.display import HTML, Markdown, clear_output, display\nprint(1)\nclear_output()\n"
            "h = display(HTML('<b>'), display_id=True)\nh.update(Markdown('# a'))"
        )
        self.assertEqual([bundle.get("text/markdown") for bundle in shown(source)], ["# a"])


if __name__ == "__main__":
    unittest.main()
