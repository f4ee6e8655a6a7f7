"""
# Polars

Frames and series are the same tables as those of pandas: sorted, filtered and paged in place.
"""

import datetime
import polars as pl

count = 2_000
start = datetime.datetime(2026, 3, 1, 5)
trips = pl.DataFrame(
    {
        "departure": [start + datetime.timedelta(minutes=7 * n) for n in range(count)],
        "line": [("S1", "S2", "S3")[n * 5 % 3] for n in range(count)],
        "passengers": [60 + n * 37 % 140 for n in range(count)],
        "delay": [None if n % 50 == 0 else n * 13 % 90 / 10 for n in range(count)],
        "stops": [[n % 7, n % 11] for n in range(count)],
    }
)

# ## A frame
trips

# ## A query
trips.group_by("line").agg(
    pl.len().alias("trips"),
    pl.col("passengers").mean().round(1),
    pl.col("delay").max().alias("worst delay"),
).sort("line")

# ## A series
trips["delay"].head(8)

# ## A lazy query
# Not a table yet: it says what it would do.
trips.lazy().filter(pl.col("delay") > 5).select("line", "delay")

# ## And its result
trips.lazy().filter(pl.col("delay") > 8).select("line", "delay").collect()
