"""
# Altair

A chart travels as its Vega-Lite specification. The page draws it, in its own colours, and without a network.
"""

import math
import altair as alt
import pandas as pd

def passengers(hour, weight):
    return round(weight * (1.1 - math.cos(hour / 12 * math.pi)) * 60 + 9 * (hour % 3))

weights = {"S1": 3, "S2": 2, "S3": 1}
day = pd.DataFrame(
    [
        {"hour": hour, "line": line, "passengers": passengers(hour, weight)}
        for line, weight in weights.items()
        for hour in range(24)
    ]
)
trips = pd.DataFrame(
    {
        "distance": [2 + n * 7 % 41 for n in range(180)],
        "delay": [round(abs(math.sin(n * 1.7)) * 9 + n % 5, 1) for n in range(180)],
        "line": [f"S{n % 3 + 1}" for n in range(180)],
    }
)

# ## Lines to point at
alt.Chart(day, title="Passengers in an hour").mark_line(point=True).encode(
    x="hour:Q",
    y="passengers:Q",
    color="line:N",
    tooltip=["line", "hour", "passengers"],
).properties(width=520, height=240)

# ## Two charts, one selection
# Draw a rectangle in the upper one: the bars count what lies in it.
brush = alt.selection_interval()
points = (
    alt.Chart(trips)
    .mark_circle(size=60)
    .encode(
        x="distance:Q",
        y="delay:Q",
        color=alt.condition(brush, "line:N", alt.value("#8a8f98")),
    )
    .add_params(brush)
    .properties(width=520, height=220)
)
bars = alt.Chart(trips).mark_bar().encode(x="count()", y="line:N", color="line:N")
points & bars.transform_filter(brush).properties(width=520)

# ## Labels and rules
worst = pd.DataFrame({"line": ["S1", "S2", "S3"], "delay": [7.7, 4.6, 6.2]})
base = alt.Chart(worst).encode(x=alt.X("delay:Q", title="delay, minutes"), y="line:N")
label = base.mark_text(align="left", dx=4).encode(text=alt.Text("delay:Q", format=".1f"))
limit = alt.Chart(pd.DataFrame({"limit": [5]})).mark_rule(strokeDash=[4, 4]).encode(x="limit:Q")
(base.mark_bar() + label + limit).properties(width=480)

# ## Small multiples
alt.Chart(trips).mark_bar().encode(
    x=alt.X("delay:Q", bin=alt.Bin(maxbins=12)),
    y="count()",
    color=alt.Color("line:N", legend=None),
    column="line:N",
).properties(width=160, height=130)

# ## Many points
# Above some thousand marks a chart is one picture, so that the page stays quick.
cloud = pd.DataFrame(
    {
        "x": [math.sin(n) * (n % 97) for n in range(4000)],
        "y": [math.cos(n * 1.3) * (n % 89) for n in range(4000)],
    }
)
alt.Chart(cloud).mark_point(size=4, opacity=0.4).encode(x="x:Q", y="y:Q").properties(height=260)
