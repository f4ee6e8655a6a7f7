# %%
import pandas as pd

pd.set_option("display.width", 100)

# %%
records = []
for year in (2019, 2020, 2021):
    for quarter in range(1, 5):
        for shop, base in (("north", 100), ("south", 80)):
            records.append((year, quarter, shop, base + 7 * (year - 2019) + quarter * (3 if shop == "south" else 2)))
df = pd.DataFrame(records, columns=["year", "quarter", "shop", "sales"])
len(df)

# %% Wide
wide = df.pivot_table(index="year", columns="shop", values="sales", aggfunc="sum", margins=True)
wide

# %% Two levels
both = df.pivot(index=["year", "quarter"], columns="shop", values="sales")
both.loc[2020]

# %% Long again
both["ratio"] = both["south"] / both["north"]
long = both.reset_index().melt(id_vars=["year", "quarter"], value_vars=["north", "south"])
print(long.shape, long["value"].sum() == df["sales"].sum())

# %%
change = wide.drop(index="All")["All"].pct_change().mul(100).round(1)
for year, percent in change.dropna().items():
    print(f"{year}: {percent:+.1f} %")

# %% Stack
both["ratio"].unstack("quarter").round(3)
