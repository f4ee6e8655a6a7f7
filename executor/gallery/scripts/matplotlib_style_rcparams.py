# Global settings: everything that is drawn later follows them.
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler

x = np.linspace(0, 6, 80)

plt.figure(figsize=(3, 2))
plt.plot(x, np.sin(x))
plt.show()

mpl.rcParams["lines.linewidth"] = 3
mpl.rcParams["lines.linestyle"] = "--"

plt.figure(figsize=(3, 2))
plt.plot(x, np.sin(x))
plt.show()

plt.rc("axes", grid=True, prop_cycle=cycler(color=["r", "g", "b", "y"]))

plt.figure(figsize=(3, 2))
for k in range(3):
    plt.plot(x, np.sin(x + k))
plt.title("cycled")
plt.show()

# Only for a moment.
with plt.rc_context({"lines.linewidth": 1, "axes.facecolor": "0.9"}):
    plt.figure(figsize=(3, 2))
    plt.plot(x, np.cos(x))
    plt.show()

print(mpl.rcParams["lines.linewidth"], mpl.rcParams["axes.facecolor"])

mpl.rcdefaults()
mpl.rcParams["lines.linewidth"]
