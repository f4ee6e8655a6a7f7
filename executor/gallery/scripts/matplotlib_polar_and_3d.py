# Axes of other projections.
import matplotlib.pyplot as plt
import numpy as np

r = np.arange(0, 2, 0.02)
theta = 2 * np.pi * r

fig = plt.figure(figsize=(6, 3))
polar = fig.add_subplot(1, 2, 1, projection="polar")
polar.plot(theta, r)
polar.set_rmax(2)

polar.set_rticks([0.5, 1, 1.5, 2])
polar.set_title("A spiral", va="bottom")

# The other half of the figure is a surface.
ax = fig.add_subplot(1, 2, 2, projection="3d")
X, Y = np.meshgrid(np.linspace(-4, 4, 25), np.linspace(-4, 4, 25))
R = np.sqrt(X**2 + Y**2)
Z = np.sin(R)
ax.plot_surface(X, Y, Z, cmap="coolwarm", linewidth=0)

ax.view_init(elev=35, azim=-50)
plt.show()

for a in fig.axes:
    print(type(a).__name__, a.name)

Z[::8, ::8].round(2)
