"""What users import: numpy, pandas and matplotlib show and are set back as the format says. Needs them installed."""

import base64
import importlib.util
import struct
import subprocess
import sys
import unittest

from doors import Session

NUMPY = importlib.util.find_spec("numpy") is not None
PANDAS = importlib.util.find_spec("pandas") is not None
PYPLOT = importlib.util.find_spec("matplotlib") is not None
POLARS = importlib.util.find_spec("polars") is not None
NETWORKX = importlib.util.find_spec("networkx") is not None
PLOT = "import matplotlib.pyplot as plt\n\n"


def kinds(block):
    return [e["kind"] + (":png" if "image/png" in e.get("bundle", {}) else "") for e in block["elements"]]


def show(*states, files=None):
    """The result of the last state; it must equal what a fresh session shows."""
    with Session() as session:
        for state in states:
            result = session.show(state, files)
    if len(states) > 1:
        with Session() as fresh:
            other = fresh.show(states[-1], files)
        assert result.elements() == other.elements(), (result.texts(), other.texts())
    return result


@unittest.skipUnless(NUMPY, "numpy is not installed")
class Numpy(unittest.TestCase):
    def test_R_arrays_are_set_back(self):
        start = "import numpy as np\na = np.arange(6).reshape(2, 3)\n\n"
        result = show(start + "a += 1\na", start + "a += 2\na")
        self.assertEqual(result.ran, [False, True])

    def test_R_views_of_one_array_stay_views(self):
        start = "import numpy as np\na = np.zeros(3)\nb = a[1:]\n\n"
        show(start + "a[1] = 5\nb", start + "a[1] = 6\nb", start + "a[2] = 6\nb")

    def test_R_generators_and_options_are_set_back(self):
        start = "import numpy as np\nrng = np.random.default_rng(1)\n\n"
        result = show(start + "rng.random()", start + "[rng.random(), np.random.rand()]")
        self.assertEqual(result.ran, [False, True])
        show("1\n\nimport numpy as np\nnp.random.rand()", "2\n\nimport numpy as np\nnp.random.rand()")
        show(start + "np.set_printoptions(precision=2)\n\nnp.float64(1) / np.arange(1, 4)", start + "0\n\nnp.float64(1) / np.arange(1, 4)")

    def test_R_a_large_array_runs_its_maker_again(self):
        start = "import numpy as np\na = np.zeros(3_000_000)\n\n"
        self.assertEqual(show(start + "a[0] += 1\na[0]", start + "a[0] += 2\na[0]").ran, [True, True])


@unittest.skipUnless(PANDAS, "pandas is not installed")
class Pandas(unittest.TestCase):
    START = "import pandas as pd\ndf = pd.DataFrame({'x': [1, 2], 'y': ['a', 'b']})\n\n"

    def test_F_a_frame_shows_as_html_and_text(self):
        bundle = show(self.START + "df").blocks[1]["elements"][0]["bundle"]
        self.assertIn("<table", bundle["text/html"])
        self.assertIn("0  1  a", bundle["text/plain"])

    def test_F_a_long_frame_is_cut(self):
        bundle = show("import pandas as pd\npd.DataFrame({'x': range(100_000)})").blocks[0]["elements"][0]["bundle"]
        self.assertLess(len(bundle["text/html"]), 50_000)

    def test_R_frames_are_set_back(self):
        show(self.START + "df['x'] += 1\ndf", self.START + "df['x'] += 2\ndf", self.START + "df.loc[0, 'x'] = 9\ndf['z'] = 1\ndf")
        show(self.START + "s = df['x']\ns[0] = 7\n\ndf", self.START + "s = df['x']\ndf.loc[0, 'x'] = 8\n\n(s[0], df)")

    def test_R_options_are_set_back(self):
        show(self.START + "pd.set_option('display.max_rows', 1)\n\ndf", self.START + "1\n\ndf")


@unittest.skipUnless(POLARS, "polars is not installed")
class Polars(unittest.TestCase):
    """S17: its compiled part opens the files."""

    START = "import polars as pl\n\nn = 3\ndf = pl.DataFrame({'x': [1, 2, n]})\n"

    def show_all(self, write, *readers):
        """Written, written otherwise, not written, and written again: each state beside a fresh session."""
        text = self.START + write + "\n\n" + "\n\n".join(readers)
        states = [text, text.replace("n = 3", "n = 4"), text.replace("n = 3", "n = m"), text]
        for number in range(2, len(states) + 1):
            show(*states[:number])

    def test_S17_what_it_writes_is_read_again_by_itself(self):
        self.show_all("df.write_csv('o.csv')", "pl.read_csv('o.csv')['x'].to_list()")
        self.show_all("df.write_parquet('o')", "q = pl.scan_parquet('o')", "q.collect()['x'].to_list()")
        self.show_all("df.write_json('o')", "pl.read_json('o')['x'].to_list()")

    def test_S17_what_it_writes_is_read_again_by_python(self):
        self.show_all("df.lazy().sink_csv('o.csv')", "open('o.csv').read()", "import os\nos.path.exists('o.csv')")

    def test_S17_a_sink_writes_where_it_is_collected_and_a_pattern_reads_what_fits(self):
        reads = "pl.read_csv('*.csv')['x'].to_list()"
        self.show_all("sink = df.lazy().sink_csv('o.csv', lazy=True)", "sink.collect()", reads)

    def test_S17_a_file_of_another_name_wakes_no_reader(self):
        writes, reads = "df.write_csv('o.csv')\n\n", "pl.read_csv('i.csv')['x'].to_list()\n\n"
        text = self.START + writes + reads + "df.filter(pl.col('x') > 1)['x'].sum()"
        result = show(text, text.replace("n = 3", "n = 4"), files={"i.csv": "x\n1\n"})
        self.assertEqual(result.ran, [False, True, False, True])


@unittest.skipUnless(NETWORKX, "networkx is not installed")
class Networkx(unittest.TestCase):
    def test_S4_an_error_does_not_tell_which_functions_were_called_before_it(self):
        start = "import networkx as nx\n\nn = 1\n\n"
        fails = "open('e', 'w').write('a b')\nnx.read_edgelist('e', nodetype=int)"
        calls = "G = nx.gnp_random_graph(3, 0.5, seed=1)\n\n"
        show(start + calls + fails, start + fails)
        show(start + fails, start + calls + fails, start + calls + fails + "  # again")
        show(start + fails, start + fails.replace("a b", "b c"))
        show(start + calls + "nx.read_edgelist()", start + "nx.read_edgelist()")

    def test_S15_its_functions_act_as_they_do_without_us(self):
        source = (
            "import networkx as nx\n"
            "G = nx.lollipop_graph(3, 2)\n"
            "H = nx.gnp_random_graph(5, 0.5, seed=1)\n"
            "D = nx.DiGraph(nx.stochastic_block_model([2, 2], [[1, 0], [0, 1]], seed=7))\n"
            "for call in (nx.lollipop_graph, lambda: nx.connected_components(D), lambda: nx.lollipop_graph(3, 2, n=1)):\n"
            "    try:\n"
            "        print(call())\n"
            "    except Exception as error:\n"
            "        print(error)\n"
            "print(list(G.edges), list(H.edges), list(D.edges), nx.diameter(G), nx.lollipop_graph.__name__)\n"
        )
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
        self.assertEqual("".join(element["text"] for element in show(source).blocks[0]["elements"]), done.stdout)


@unittest.skipUnless(PYPLOT, "matplotlib is not installed")
class Pyplot(unittest.TestCase):
    def test_F_a_figure_is_shown_once_after_the_other_output(self):
        result = show(PLOT + "plt.plot([1, 2])\nprint('x')\nplt.title('t')")
        self.assertEqual(kinds(result.blocks[1]), ["stdout", "display:png"])

    def test_F_a_figure_as_last_expression_is_shown_once(self):
        result = show(PLOT + "fig, ax = plt.subplots()\nax.plot([1])\nfig")
        self.assertEqual(kinds(result.blocks[1]), ["result:png"])

    def test_F_pngs_have_twice_the_resolution(self):
        bundle = show(PLOT + "plt.figure(figsize=(4, 3), dpi=100)\nplt.plot([1])").blocks[1]["elements"][0]["bundle"]
        width = struct.unpack(">I", base64.b64decode(bundle["image/png"])[16:20])[0]
        self.assertTrue(600 < width < 900, width)

    def test_F_in_blank_line_files_a_figure_lives_until_show(self):
        result = show(PLOT + "plt.plot([1])\n\nplt.title('t')\n\n1\n\nplt.show()\n\nplt.plot([2])")
        self.assertEqual([kinds(b) for b in result.blocks[1:]], [["display:png"], ["display:png"], ["result"], ["display:png"], ["display:png"]])

    def test_F_show_in_the_block_shows_once(self):
        self.assertEqual(kinds(show(PLOT + "plt.plot([1])\nplt.show()").blocks[1]), ["display:png"])

    def test_F_in_cell_files_figures_close_at_the_end_of_their_cell(self):
        result = show("# %%\nimport matplotlib.pyplot as plt\n# %%\nplt.plot([1])\n# %%\nplt.get_fignums()")
        self.assertEqual((kinds(result.blocks[1]), result.texts()[2]), (["display:png"], "[]"))

    def test_F_what_plotting_returns_is_not_shown(self):
        for call in ("plt.hist([1, 2])", "plt.bar([1], [2])", "plt.subplots(2)[1]", "plt.gca()", "plt.text(0, 0, 'x')"):
            self.assertEqual(kinds(show(PLOT + call).blocks[1]), ["display:png"], call)

    def test_R_an_edited_drawing_starts_on_a_new_figure(self):
        show(PLOT + "plt.plot([1])\n\nplt.title('t')", PLOT + "plt.plot([1])\n\nplt.title('u')")
        show(PLOT + "plt.rcParams['lines.linewidth'] = 9\n\nplt.plot([1, 2]);", PLOT + "1\n\nplt.plot([1, 2]);")


if __name__ == "__main__":
    unittest.main()
