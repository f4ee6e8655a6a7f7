"""
# The gallery

Every kind of result, one short document for each library. Open one from the files at the left, or from here:

| document | shows |
|---|---|
| [text_and_errors.py](text_and_errors.py) | prints, colours, progress, trees, everything that shows itself, tracebacks |
| [rich_ipython_display.py](rich_ipython_display.py) | `display`, outputs that change, every class of `IPython.display` |
| [charts_matplotlib.py](charts_matplotlib.py) | figures |
| [charts_plotly.py](charts_plotly.py) | charts that answer the pointer |
| [charts_altair.py](charts_altair.py) | Vega-Lite, drawn by the page |
| [charts_bokeh.py](charts_bokeh.py) | plots and layouts |
| [tables_pandas.py](tables_pandas.py) | frames, series, indexes, styles |
| [tables_polars.py](tables_polars.py) | frames, series, lazy queries |
| [pictures_pil.py](pictures_pil.py) | pictures |
| [formulas_sympy.py](formulas_sympy.py) | formulas |
"""

# | hide-code
from importlib.util import find_spec
packages = {"PIL": "pillow"}
wanted = ["matplotlib", "plotly", "altair", "bokeh", "pandas", "polars", "PIL", "sympy"]
missing = [packages.get(name, name) for name in wanted if find_spec(name) is None]
if missing:
    print("Not installed here:", ", ".join(missing))
    print("Install them with: pip install -r requirements.txt")
else:
    print("Every library of the gallery is installed here.")
