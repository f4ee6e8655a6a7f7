# Grouped bars with labels.
import matplotlib.pyplot as plt
import numpy as np

species = ("Adelie", "Chinstrap", "Gentoo")
means = {
    "Bill Depth": (18.35, 18.43, 14.98),
    "Bill Length": (38.79, 48.83, 47.50),
}

x = np.arange(len(species))
width = 0.35
multiplier = 0

fig, ax = plt.subplots(layout="constrained", figsize=(5, 3))

for attribute, measurement in means.items():
    offset = width * multiplier
    rects = ax.bar(x + offset, measurement, width, label=attribute)
    ax.bar_label(rects, padding=3)
    multiplier += 1

ax.set_ylabel("Length (mm)")
ax.set_title("Penguins")
ax.set_xticks(x + width / 2, species)

ax.legend(loc="upper left", ncols=2)
ax.set_ylim(0, 65)

plt.show()

for attribute, measurement in means.items():
    print(f"{attribute:12}", " ".join(f"{m:6.2f}" for m in measurement))
