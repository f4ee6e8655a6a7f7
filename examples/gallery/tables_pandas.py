"""
# pandas

A frame is a table of all its rows: sort it by a click on a name, filter it, page through it, download it.
"""

import numpy as np
import pandas as pd

random = np.random.default_rng(11)
count = 5_000
trips = pd.DataFrame(
    {
        "departure": pd.date_range("2026-03-01 05:00", periods=count, freq="7min"),
        "line": pd.Categorical(random.choice(["S1", "S2", "S3"], count)),
        "passengers": random.poisson(120, count),
        "delay": np.round(random.exponential(2.4, count), 1),
        "cancelled": random.random(count) < 0.02,
    }
)

# ## A frame
# Five thousand rows. Try the filter: `delay > 10, passengers > 130`.
trips

# ## What is missing
# Empty cells are nulls, and are last in any order.
trips.assign(
    delay=trips["delay"].where(~trips["cancelled"]),
    note=np.where(trips["cancelled"], "cancelled", None),
).head(60)

# ## Grouped, with several levels
day = trips["departure"].dt.day_name().rename("day")
grouped = trips.groupby(["line", day], observed=True)[["passengers", "delay"]]
grouped.agg(["mean", "max"]).round(1)

# ## A series
trips["line"].value_counts()

# ## An index
trips.set_index("departure").index[:5]

# ## A style
# Colours and formats that the author chose.
means = trips.groupby("line", observed=True)[["passengers", "delay"]].mean()
means.style.format("{:.2f}").highlight_max(props="color: black; background-color: #b9dcc0")
