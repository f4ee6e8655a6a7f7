# Group, aggregate, transform.
import numpy as np
import pandas as pd

rng = np.random.default_rng(1)
n = 60
df = pd.DataFrame({
    "team": rng.choice(["red", "green", "blue"], n),
    "day": rng.integers(1, 6, n),
    "points": rng.normal(10, 3, n).round(1),
})
df.head()

by_team = df.groupby("team")
by_team["points"].agg(["count", "mean", "max"]).round(2)

# Each value against the mean of its team.
df["above"] = df["points"] - by_team["points"].transform("mean")
print(df["above"].abs().sum().round(2))

def spread(s):
    return s.max() - s.min()

by_team["points"].apply(spread)

for name, group in by_team:
    best = group.loc[group["points"].idxmax()]
    print(f"{name}: day {best['day']} with {best['points']}")

# The best three of each day.
top = df.sort_values("points", ascending=False).groupby("day").head(3).sort_values(["day", "points"])
top[["day", "team", "points"]].tail(6)

print(top["team"].value_counts().sort_index().to_dict())
