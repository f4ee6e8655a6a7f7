# A global theme: every figure after it looks different.
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

def sinplot(n=6):
    x = np.linspace(0, 14, 60)
    for i in range(1, n + 1):
        plt.plot(x, np.sin(x + i * 0.5) * (n + 2 - i))

plt.figure(figsize=(4, 2.5))
sinplot(3)
plt.show()

sns.set_theme(style="darkgrid")

plt.figure(figsize=(4, 2.5))
sinplot(3)
plt.title("darkgrid")
plt.show()

sns.set_palette("husl")
sns.set_context("talk", font_scale=0.8)

plt.figure(figsize=(4, 2.5))
sinplot(4)
sns.despine()
plt.show()

print(len(sns.color_palette()), plt.rcParams["font.size"])

with sns.axes_style("white"):
    print(plt.rcParams["axes.grid"])

sns.reset_defaults()
plt.rcParams["axes.grid"]
