# %%
import matplotlib.pyplot as plt
import numpy as np

# %% [markdown]
# A scatter plot whose colours and sizes carry data.

# %%
rng = np.random.default_rng(19680801)
N = 50
x = rng.random(N)
y = rng.random(N)
colors = rng.random(N)
area = (30 * rng.random(N)) ** 2

# %%
fig, ax = plt.subplots()
sc = ax.scatter(x, y, s=area, c=colors, alpha=0.5)
fig.colorbar(sc)
ax.set_xlabel("x")
ax.set_title("bubbles")

# %% Only the large ones
big = area > np.median(area)
print(big.sum(), "of", N)
plt.scatter(x[big], y[big], s=area[big], c="tab:red", alpha=0.4)
plt.title("large bubbles")

# %%
order = np.argsort(area)[::-1][:3]
np.column_stack([x[order], y[order], area[order]]).round(2)
