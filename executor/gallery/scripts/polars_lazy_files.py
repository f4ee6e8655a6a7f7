# %% [markdown]
# # A lazy query over a CSV file

# %%
import polars as pl

n = 50
sales = pl.DataFrame({
    "day": [i % 7 for i in range(n)],
    "item": [["tea", "coffee", "cake"][i * i % 3] for i in range(n)],
    "count": [(i * 37) % 11 for i in range(n)],
})
sales.write_csv("sales.csv")
sales.head(3)

# %% Plan
query = (
    pl.scan_csv("sales.csv")
    .filter(pl.col("count") > 2)
    .group_by("item")
    .agg(pl.col("count").sum().alias("total"), pl.len().alias("rows"))
    .sort("total", descending=True)
)
type(query).__name__

# %% Collect
best = query.collect()
print(best)

# %%
for item, total, rows in best.iter_rows():
    print(f"{item:7} {total:4d} in {rows} rows")

# %% Per day
per_day = sales.pivot(on="item", index="day", values="count", aggregate_function="sum").sort("day")
per_day
