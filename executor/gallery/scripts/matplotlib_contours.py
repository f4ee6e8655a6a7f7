# %%
import matplotlib.pyplot as plt
import numpy as np

delta = 0.1
x = np.arange(-3.0, 3.0, delta)
y = np.arange(-2.0, 2.0, delta)
X, Y = np.meshgrid(x, y)

# %% The surface
Z1 = np.exp(-(X**2) - Y**2)
Z2 = np.exp(-((X - 1) ** 2) - (Y - 1) ** 2)
Z = (Z1 - Z2) * 2
Z.min().round(3), Z.max().round(3)

# %% Lines with labels
fig, ax = plt.subplots(figsize=(5, 3.4))
CS = ax.contour(X, Y, Z, levels=7)
ax.clabel(CS, fontsize=8)
ax.set_title("Simplest default with labels")

# %% Filled
fig, ax = plt.subplots(figsize=(5, 3.4))
filled = ax.contourf(X, Y, Z, levels=10, cmap="RdBu_r")
ax.contour(X, Y, Z, levels=[0], colors="black")
cbar = fig.colorbar(filled)
cbar.ax.set_ylabel("height")

# %% Where is the top?
i, j = np.unravel_index(Z.argmax(), Z.shape)
print(f"x = {X[i, j]:.1f}, y = {Y[i, j]:.1f}")
