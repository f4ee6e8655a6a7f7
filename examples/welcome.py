# # Welcome to Pinlight
#
# This page is a plain Python file: `examples/welcome.py`. Open it in your own editor, change something, save, and
# watch this page. Comments are Markdown. Blank lines separate blocks. The last expression of a block is its result.

import math
import random
from lib.drawing import Curve

amplitude = 1.0
frequency = 2

# Change `amplitude` or `frequency` above and save: just what follows from them runs again, and the margin says why.

angles = [step / 40 for step in range(252)]
points = [(x, amplitude * math.sin(frequency * x)) for x in angles]
f"{len(points)} points, the highest at {max(y for _, y in points):.3f}"

# Anything with a `_repr_svg_`, `_repr_html_`, `_repr_markdown_` … method shows itself richly, as in a notebook. This curve
# is a small class in `lib/drawing.py`: change its colour there, and this page follows.

Curve(points)

# ## Prints stream

random.seed(7)
throws = [random.randint(1, 6) for _ in range(600)]
for face in range(1, 7):
    print(face, "#" * (throws.count(face) // 4), throws.count(face))

# ## Mathematics and tables
#
# The mean of $n$ throws has a standard error of
#
# $$ \sigma_{\bar x} = \frac{\sigma}{\sqrt{n}} $$
#
# | key | does |
# |---|---|
# | `P` | pins this file: you stay, whatever else changes |
# | `J` | jumps to the latest change |
# | `Ctrl K` | opens any file |

mean = sum(throws) / len(throws)
{"mean": round(mean, 3), "standard error": round(math.sqrt(35 / 12 / len(throws)), 3)}

# Next: open `trains.py` here, press **P**, then save this file again. You stay there; a quiet note tells what changed.
