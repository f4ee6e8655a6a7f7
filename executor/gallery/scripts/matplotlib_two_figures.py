# Two figures that are open at the same time, and filled in turns by their numbers.
import matplotlib.pyplot as plt
import numpy as np

data = np.cumsum(np.random.RandomState(4).randn(3, 100), axis=1)

plt.figure(1, figsize=(4, 2.5))
plt.plot(data[0])

plt.figure(2, figsize=(4, 2.5))
plt.plot(data[1], color="green")

# Back to the first.
plt.figure(1)
plt.title("first walk")

plt.figure(2)
plt.title("second walk")
plt.ylim(-20, 20)

print(plt.get_fignums())

for number in plt.get_fignums():
    axes = plt.figure(number).gca()
    print(number, axes.get_title(), len(axes.lines))

plt.close(1)

# What is drawn now goes to the one that is left.
plt.plot(data[2], color="orange")
plt.legend(["b", "c"])

plt.show()
