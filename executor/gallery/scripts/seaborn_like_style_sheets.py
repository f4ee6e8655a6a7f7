# Matplotlib's own style sheets, used as a global setting.
import matplotlib.pyplot as plt
import numpy as np

np.random.seed(19)
values = np.random.randn(60).cumsum()

print("ggplot" in plt.style.available)

plt.style.use("ggplot")

fig, ax = plt.subplots(figsize=(4, 2.2))
ax.plot(values)
ax.set_title("ggplot")

# The style may change while a figure is open: only what comes later follows.
plt.style.use("dark_background")
ax.plot(values[::-1])

fig2, ax2 = plt.subplots(figsize=(4, 2.2))
ax2.plot(values, "o", ms=3)
plt.show()

plt.style.use("default")
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False, "font.size": 9})

plt.figure(figsize=(4, 2.2))
plt.plot(values, color="k")
plt.title("default, without two spines")
plt.show()

changed = [key for key in ("font.size", "axes.spines.top", "axes.facecolor")
           if plt.rcParams[key] != plt.rcParamsDefault[key]]
changed
