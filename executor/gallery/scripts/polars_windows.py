# Window functions, strings and missing values.
import polars as pl

pl.Config.set_tbl_rows(6)

df = pl.DataFrame({
    "runner": ["a", "b", "c", "a", "b", "c", "a", "b", "c"],
    "race": [1, 1, 1, 2, 2, 2, 3, 3, 3],
    "seconds": [61.2, 59.8, None, 60.1, 60.4, 63.0, 59.9, None, 62.2],
})

ranked = df.with_columns(
    rank=pl.col("seconds").rank().over("race"),
    best=pl.col("seconds").min().over("runner"),
)
ranked

print("missing:", df["seconds"].null_count())

filled = ranked.with_columns(pl.col("seconds").fill_null(strategy="forward").over("runner"))
filled.filter(pl.col("runner") == "b")

points = {1.0: 5, 2.0: 3, 3.0: 1}
scores = {}
for row in filled.iter_rows(named=True):
    scores.setdefault(row["runner"], 0)
    scores[row["runner"]] += points.get(row["rank"], 0)
scores

table = pl.DataFrame({"runner": list(scores), "points": list(scores.values())})
table = table.with_columns(label=pl.format("{} ({})", pl.col("runner").str.to_uppercase(), "points"))
print(table.sort("points", descending=True)["label"].to_list())
