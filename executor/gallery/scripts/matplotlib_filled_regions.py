# %% [markdown]
# # Fill between lines

# %%
import numpy as np
from matplotlib import pyplot as plt

x = np.linspace(0, 10, 101)
mean = np.exp(-x / 8) * np.cos(x)
spread = 0.1 + 0.02 * x

# %% A confidence band
plt.plot(x, mean, lw=2)
plt.fill_between(x, mean - spread, mean + spread, alpha=0.3)
plt.title("band")

# %% Where one is above the other
fig, axs = plt.subplots(2, 1, sharex=True, figsize=(5, 4))
axs[0].fill_between(x, mean, 0, where=mean > 0, color="tab:green")
axs[0].fill_between(x, mean, 0, where=mean < 0, color="tab:red")
axs[1].stackplot(x, spread, 2 * spread, labels=["once", "twice"])
axs[1].legend()

# %%
crossings = np.where(np.diff(np.sign(mean)))[0]
print("zeros near", x[crossings].round(1))

# %% How much of the band lies above zero
above = np.clip(mean + spread, 0, None) - np.clip(mean - spread, 0, None)
share = above.sum() / (2 * spread).sum()
f"{share:.1%}"
