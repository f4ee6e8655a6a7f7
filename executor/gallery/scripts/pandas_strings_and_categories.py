# # Parsing a log into columns
import pandas as pd

log = [
    "10:00:01 INFO server started in 120 ms",
    "10:00:03 WARN disk at 91 percent",
    "10:00:04 INFO request took 35 ms",
    "10:00:09 ERROR request took 3050 ms",
    "10:00:10 INFO request took 41 ms",
]
df = pd.Series(log).str.extract(r"(?P<time>\S+) (?P<level>\w+) (?P<message>.*)")
df

order = pd.CategoricalDtype(["INFO", "WARN", "ERROR"], ordered=True)
df["level"] = df["level"].astype(order)

df[df["level"] >= "WARN"]

df["ms"] = df["message"].str.extract(r"(\d+) ms").astype("float")
print(df["ms"].mean())

# Gap to the line before.
df["gap"] = pd.to_timedelta(df["time"]).diff().dt.total_seconds().fillna(0)
df["slow"] = df["ms"] > 1000

df.groupby("level", observed=False)["ms"].agg(["size", "max"])

words = df["message"].str.split().explode().value_counts()
words[words > 1].sort_index().to_dict()

for row in df.itertuples():
    if row.slow:
        print(f"slow at {row.time}: {row.ms:.0f} ms")
