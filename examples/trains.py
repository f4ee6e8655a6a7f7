# # Are the trains late?
#
# This document reads `data/trains.csv` and imports `lib/tables.py`. Save either of them, and this page runs again.

import csv
import statistics
from lib.tables import Table

with open("data/trains.csv") as file:
    trips = [{**row, "delay": int(row["delay"])} for row in csv.DictReader(file)]

Table(trips[:5])

# ## Per line

lines = sorted({trip["line"] for trip in trips})
summary = [
    {
        "line": line,
        "trips": len(delays := [trip["delay"] for trip in trips if trip["line"] == line]),
        "median delay": statistics.median(delays),
        "on time": f"{sum(delay <= 3 for delay in delays) / len(delays):.0%}",
    }
    for line in lines
]
Table(summary)

# A bar for every line: the share of trips that were at most three minutes late.

for row in summary:
    share = int(row["on time"].rstrip("%"))
    print(f"{row['line']:>4} {'█' * (share // 4):<25} {row['on time']}")
