# Writes a CSV file, reads it in pieces, and appends to it.
import os

import numpy as np
import pandas as pd

rng = np.random.default_rng(11)
frame = pd.DataFrame({"id": range(100), "value": rng.integers(0, 1000, 100)})
frame.to_csv("values.csv", index=False)
print(os.path.getsize("values.csv") > 0)

total = 0
for chunk in pd.read_csv("values.csv", chunksize=30):
    total += chunk["value"].sum()
    print(len(chunk), total)

more = pd.DataFrame({"id": [100, 101], "value": [5, 6]})
more.to_csv("values.csv", mode="a", header=False, index=False)

again = pd.read_csv("values.csv", index_col="id")
again.tail(3)

# With another index type.
again.index.is_unique, again["value"].sum() - total

again["half"] = again["value"] // 2
again.to_json("values.json", orient="index")
back = pd.read_json("values.json", orient="index")
print(back.equals(again), list(back.columns))

os.remove("values.json")
sorted(name for name in os.listdir(".") if name.startswith("values"))
