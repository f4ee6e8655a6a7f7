"""
# Bokeh

A plot brings its own library along: it can be moved, zoomed and pointed at without a network.
"""

import math
from bokeh.layouts import row
from bokeh.plotting import figure

hours = list(range(25))

# ## A plot
# Drag to move it; the wheel zooms once its tool is on.
tide = figure(height=300, width=600, title="Tide", tooltips=[("metres", "@y{0.0}")])
tide.line(
    hours,
    [1.6 * math.cos(hour / 6.2 * math.pi) for hour in hours],
    line_width=2,
    legend_label="open sea",
)
tide.scatter(
    hours,
    [0.9 * math.cos((hour - 3) / 6.2 * math.pi) for hour in hours],
    size=7,
    color="#d97706",
    legend_label="harbour",
)
tide

# ## A layout of plots
lines = ["S1", "S2", "S3"]
left = figure(height=240, width=300, title="Passengers, %", x_range=lines)
left.vbar(x=lines, top=[52, 31, 17], width=0.7, color="#3b6fd4")
right = figure(height=240, width=300, title="A rose")
turns = [step / 200 * math.pi for step in range(401)]
right.line(
    [math.cos(3 * t) * math.cos(t) for t in turns],
    [math.cos(3 * t) * math.sin(t) for t in turns],
    color="#b0724a",
)
row(left, right)
