# Expressions and contexts in polars.
import polars as pl

df = pl.DataFrame({
    "name": ["Alice", "Ben", "Chloe", "Daniel"],
    "born": [1997, 1985, 1983, 1981],
    "weight": [57.9, 72.5, 53.6, 83.1],
    "height": [1.56, 1.77, 1.65, 1.75],
})
df

result = df.select(
    pl.col("name"),
    (pl.col("weight") / pl.col("height") ** 2).round(2).alias("bmi"),
)
print(result)

df = df.with_columns(decade=(pl.col("born") // 10) * 10)

df.filter((pl.col("born") < 1990) & (pl.col("height") > 1.7))

df.group_by("decade", maintain_order=True).agg(
    pl.len().alias("people"),
    pl.col("weight").mean().round(2).name.prefix("avg_"),
    pl.col("height").max(),
)

more = pl.DataFrame({"name": ["Ben", "Daniel", "Alice"], "children": [1, 2, 0]})
joined = df.join(more, on="name", how="left").sort("name")
print(joined.select("name", "children").rows())

joined["children"].null_count()
