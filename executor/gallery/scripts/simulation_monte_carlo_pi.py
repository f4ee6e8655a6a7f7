# %%
import numpy as np

np.random.seed(314)

# %% [markdown]
# Throw points into the unit square.

# %%
n = 20000
points = np.random.random((n, 2))
inside = (points**2).sum(axis=1) < 1
print(4 * inside.mean())

# %% Convergence
estimates = {}
for k in (10, 100, 1000, n):
    estimates[k] = 4 * inside[:k].mean()
    print(f"{k:6d} {estimates[k]:.4f} error {abs(estimates[k] - np.pi):.4f}")

# %% Buffon's needle
length, width = 0.8, 1.0
theta = np.random.uniform(0, np.pi / 2, n)
centre = np.random.uniform(0, width / 2, n)
crossed = centre <= length / 2 * np.sin(theta)
2 * length / (width * crossed.mean())

# %% Stratified
side = int(np.sqrt(n))
grid = (np.indices((side, side)).reshape(2, -1).T + np.random.random((side * side, 2))) / side
stratified = 4 * ((grid**2).sum(axis=1) < 1).mean()
abs(stratified - np.pi) < abs(estimates[n] - np.pi)
