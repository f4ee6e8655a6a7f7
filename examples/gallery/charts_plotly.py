"""
# Plotly

A figure brings its own library along, so that it can be pointed at, zoomed and filtered without a network.
"""

import math
import plotly.express as px
import plotly.graph_objects as go

# ## Points with words
# Point at one; click a name in the legend to leave it out.
stations = {
    "station": ["Anholt", "Horns Rev", "Rødsand", "Kriegers Flak", "Vesterhav"],
    "turbines": [111, 91, 90, 72, 41],
    "megawatts": [400, 209, 207, 605, 344],
    "sea": ["Kattegat", "North Sea", "Baltic", "Baltic", "North Sea"],
}
px.scatter(
    stations,
    x="turbines",
    y="megawatts",
    color="sea",
    size="megawatts",
    hover_name="station",
    height=380,
)

# ## Lines with a slider
hours = list(range(0, 169, 2))
waves = go.Figure()
for name, period in (("tide", 12.4), ("sun", 24)):
    heights = [math.cos(2 * math.pi * hour / period) for hour in hours]
    waves.add_scatter(x=hours, y=heights, name=name)
waves.update_layout(height=360, xaxis={"title": "hours", "rangeslider": {"visible": True}})

# ## A heat map
go.Figure(
    go.Heatmap(
        z=[
            [math.sin(hour / 24 * math.pi) * (7 - abs(day - 3)) for hour in range(24)]
            for day in range(7)
        ],
        y=["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        colorscale="Viridis",
    ),
    layout={"height": 320, "title": {"text": "Passengers by day and hour"}},
)

# ## A sunburst
go.Figure(
    go.Sunburst(
        labels=["all", "rail", "bus", "S-train", "metro", "night bus"],
        parents=["", "all", "all", "rail", "rail", "bus"],
        values=[0, 0, 12, 40, 33, 5],
    ),
    layout={"height": 340, "margin": {"t": 8, "b": 8}},
)
