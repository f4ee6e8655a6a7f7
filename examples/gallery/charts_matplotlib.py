"""
# Matplotlib

A block that changed a figure shows it, sharp on every screen. Nothing has to be called for that; `plt.show()` stands
here so that `python charts_matplotlib.py` opens its windows too.
"""

import matplotlib.pyplot as plt
import numpy as np

days = np.arange(365)
warmth = 9 - 8 * np.cos(2 * np.pi * (days - 15) / 365)
measured = warmth + np.random.default_rng(7).normal(0, 2.2, days.size)

# ## A line in a cloud of points
figure, axes = plt.subplots(figsize=(8, 3.2), layout="constrained")
axes.scatter(days, measured, s=6, color="#9bb4e0", label="measured")
axes.plot(days, warmth, color="#1f4fa8", linewidth=2, label="expected")
axes.set(title="A year of temperatures", xlabel="day of the year", ylabel="°C")
axes.legend(frameon=False)
axes.spines[["top", "right"]].set_visible(False)
plt.show()

# ## Several axes
figure, places = plt.subplots(1, 3, figsize=(9, 2.8), layout="constrained")
left, middle, right = places
left.hist(measured - warmth, bins=24, color="#3b6fd4")
left.set_title("deviations")
colors = ["#7aa6d8", "#7cb382", "#d9a441", "#b0724a"]
middle.bar(["DJF", "MAM", "JJA", "SON"], [1.6, 7.3, 16.5, 10.6], color=colors)
middle.set_title("seasons, °C")
right.boxplot([measured[start : start + 30] for start in range(0, 360, 30)], widths=0.6)
right.set_title("months")
plt.show()

# ## An image with a scale
x, y = np.meshgrid(np.linspace(-3, 3, 160), np.linspace(-2, 2, 110))
figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
height = np.sin(x * x + y) * np.exp(-y * y / 4)
picture = axes.imshow(height, extent=(-3, 3, -2, 2), cmap="viridis", aspect="auto")
axes.contour(x, y, np.hypot(x, y), levels=[1, 2], colors="white", linewidths=0.8)
figure.colorbar(picture, label="height")
plt.show()

# ## A figure that grows over blocks
# As in a script, a figure stays open until it is shown or closed: each block that adds to it shows it as it is then.
plt.figure(figsize=(7, 2.4), layout="constrained")
plt.plot(days, np.cumsum(measured - warmth), color="#b0724a")

plt.title("The sum of all deviations")
plt.axhline(0, color="black", linewidth=0.6)
plt.show()
