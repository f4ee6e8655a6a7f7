"""
Simple plot
===========
A sine wave, with pyplot only.
"""
import matplotlib.pyplot as plt
import numpy as np

t = np.arange(0.0, 2.0, 0.01)
s = 1 + np.sin(2 * np.pi * t)
print(len(t), "points")

plt.plot(t, s)

plt.xlabel("time (s)")
plt.ylabel("voltage (mV)")

plt.title("About as simple as it gets, folks")
plt.grid(True)

plt.savefig("simple.png")
plt.show()

import os

print("written:", os.path.exists("simple.png"))

# A second figure begins by itself.
plt.plot(t, np.cos(2 * np.pi * t), "--")
plt.title("cosine")
plt.gca().get_title()
