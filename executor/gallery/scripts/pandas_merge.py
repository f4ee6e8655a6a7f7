# %% Joining tables
import pandas as pd

# %%
products = pd.DataFrame({"sku": ["A1", "B2", "C3", "D4"], "name": ["lamp", "desk", "chair", "shelf"],
                         "price": [25.0, 140.0, 60.0, 45.0]})
orders = pd.DataFrame({"order": [1, 1, 2, 3, 3, 3], "sku": ["A1", "C3", "B2", "C3", "C3", "X9"],
                       "count": [2, 4, 1, 1, 2, 1]})

# %%
lines = orders.merge(products, on="sku", how="left", indicator=True)
lines

# %%
unknown = lines[lines["_merge"] == "left_only"]
if len(unknown):
    print("unknown products:", unknown["sku"].tolist())

# %%
lines = lines[lines["_merge"] == "both"].drop(columns="_merge")
lines["total"] = lines["price"] * lines["count"]

# %%
per_order = lines.groupby("order")["total"].sum()
per_order

# %% Nobody ordered these
never = products[~products["sku"].isin(orders["sku"])]
print(never.to_string(index=False))

# %%
# A rebate for large orders, from another table.
rebates = pd.DataFrame({"from": [0, 100, 150], "percent": [0, 5, 10]})
bill = pd.merge_asof(per_order.reset_index().sort_values("total"), rebates.astype({"from": float}),
                     left_on="total", right_on="from")
bill["due"] = bill["total"] * (1 - bill["percent"] / 100)
bill.sort_values("order")

# %%
print(f"sum {bill['due'].sum():.2f}")
