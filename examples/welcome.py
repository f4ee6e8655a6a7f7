# # Welcome to Pinlight
#
# This page is a plain Python file: `examples/welcome.py`. Open it in your own editor, change something, save, and
# watch this page. Comments are Markdown. Blank lines separate blocks. The last expression of a block is its result.

import math
import random

amplitude = 1.0
frequency = 2

# Change `amplitude` or `frequency` above and save: just what follows from them runs again, and the margin says why.

points = [(x / 40, amplitude * math.sin(frequency * x / 40)) for x in range(0, 252)]
f"{len(points)} points, the highest at {max(y for _, y in points):.3f}"

# Anything with a `_repr_svg_`, `_repr_html_`, `_repr_markdown_` … method shows itself richly, as in a notebook.


class Curve:
    """Draws points as one SVG line."""

    def __init__(self, points, width=640, height=180):
        self.points, self.width, self.height = points, width, height

    def _repr_svg_(self):
        xs, ys = zip(*self.points)
        span = max(abs(y) for y in ys) or 1
        place = lambda x, y: f"{x / max(xs) * self.width:.1f},{self.height / 2 - y / span * self.height * 0.45:.1f}"
        path = " ".join(place(x, y) for x, y in self.points)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" width="{self.width}">'
            f'<polyline points="{path}" fill="none" stroke="#1a56db" stroke-width="2"/></svg>'
        )


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
