# %% [markdown]
# # Resampling a time series

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

np.random.seed(7)
index = pd.date_range("2022-01-01", periods=24 * 28, freq="h")
load = pd.Series(50 + 10 * np.sin(index.hour / 24 * 2 * np.pi) + np.random.randn(len(index)), index=index, name="load")
load.head(3)

# %% Daily
daily = load.resample("D").mean()
print(daily.describe().round(2))

# %% Gaps
gaps = load.copy()
gaps.iloc[100:130] = np.nan
print(gaps.isna().sum(), "hours missing")
gaps = gaps.interpolate()

# %%
ax = daily.plot(figsize=(6, 2.5), style="o-")
gaps.rolling(48, center=True).mean().plot(ax=ax)
ax.set_title("daily and smooth")

# %% The hours of the day
profile = load.groupby(load.index.hour).mean()
profile.idxmax(), round(profile.max() - profile.min(), 2)

# %% Weeks
weekly = load.resample("W").agg(["min", "max"])
weekly.round(1)
