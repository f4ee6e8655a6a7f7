# Two scales on one plot, in the object style over several blocks.
import matplotlib.pyplot as plt
import numpy as np

t = np.arange(0.01, 10.0, 0.05)
data1 = np.exp(t)
data2 = np.sin(2 * np.pi * t / 3)

fig, ax1 = plt.subplots(figsize=(5, 3))
color = "tab:red"
ax1.set_xlabel("time (s)")
ax1.set_ylabel("exp", color=color)
ax1.plot(t, data1, color=color)
ax1.tick_params(axis="y", labelcolor=color)

# A second axes that shares the x-axis.
ax2 = ax1.twinx()
color = "tab:blue"
ax2.set_ylabel("sin", color=color)
ax2.plot(t, data2, color=color)
ax2.tick_params(axis="y", labelcolor=color)

ax1.set_yscale("log")
fig.tight_layout()

fig

print([ax.get_ylabel() for ax in fig.axes])
ax1.get_yscale()
