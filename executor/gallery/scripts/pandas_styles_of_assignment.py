# %% [markdown]
# Ways in which people change a frame: in place, by assignment, through `loc`, by a helper that changes its argument.

# %%
import numpy as np
import pandas as pd

df = pd.DataFrame(np.arange(12).reshape(4, 3), columns=list("abc"))
df

# %%
df["d"] = df["a"] + df["b"]
df.loc[2, "a"] = 100

# %% A helper that changes what it is given
def clip_columns(frame, names, top):
    for name in names:
        frame[name] = frame[name].clip(upper=top)

clip_columns(df, ["a", "d"], 20)
df

# %%
df.rename(columns={"c": "gamma"}, inplace=True)
df.sort_values("a", ascending=False, inplace=True)
print(df.index.tolist())

# %%
part = df[df["a"] < 10].copy()
part["b"] *= -1
print(df["b"].sum(), part["b"].sum())

# %%
df = df.assign(e=lambda f: f["a"] / f["a"].sum()).reset_index(drop=True)
df.insert(0, "key", ["w", "x", "y", "z"])
df

# %%
del df["d"]
df.set_index("key").T.round(2)
