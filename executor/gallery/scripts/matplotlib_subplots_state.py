# # The current axes
# `plt.subplot` chooses where the next call draws; everything here goes through the current axes.
import matplotlib.pyplot as plt
import numpy as np

x1 = np.linspace(0.0, 5.0, 60)
x2 = np.linspace(0.0, 2.0, 60)
y1 = np.cos(2 * np.pi * x1) * np.exp(-x1)
y2 = np.cos(2 * np.pi * x2)

plt.figure(figsize=(5, 4))

plt.subplot(2, 1, 1)
plt.plot(x1, y1, "o-", markersize=3)
plt.title("A tale of 2 subplots")
plt.ylabel("Damped oscillation")

plt.subplot(2, 1, 2)
plt.plot(x2, y2, ".-")
plt.xlabel("time (s)")

plt.ylabel("Undamped")

# Back to the upper one.
plt.subplot(2, 1, 1)
plt.axhline(0, color="black", linewidth=0.5)

plt.gcf().suptitle("two rows")
print("axes:", len(plt.gcf().axes), "title:", plt.gca().get_title())

print("open figures:", plt.get_fignums())
plt.show()
