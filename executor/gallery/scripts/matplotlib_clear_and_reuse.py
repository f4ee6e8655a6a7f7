# One figure, drawn into again and again: what was drawn stays until it is cleared.
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(-2, 2, 50)
powers = [1, 2, 3]

for p in powers:
    plt.plot(x, x**p, label=f"x^{p}")
plt.legend()

print("lines:", len(plt.gca().get_lines()))

# The first line is taken out.
line = plt.gca().get_lines()[0]
line.remove()
plt.legend()

plt.gca().get_lines()[-1].set_linestyle(":")
plt.gca().set_facecolor("whitesmoke")

plt.clf()

plt.bar(powers, [p * p for p in powers], color=["C0", "C1", "C3"])
plt.xticks(powers)

plt.cla()
plt.step(x, np.round(x), where="mid")
plt.title("steps")

plt.text(0, 1, "here")
plt.margins(0.1)

print("open:", len(plt.get_fignums()))
plt.show()
