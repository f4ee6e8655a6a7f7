"""
Histogram of a normal sample
============================
"""
import matplotlib.pyplot as plt
import numpy as np

np.random.seed(19680801)

mu = 106  # mean of distribution
sigma = 17  # standard deviation of distribution
x = np.random.normal(loc=mu, scale=sigma, size=420)

num_bins = 42

fig, ax = plt.subplots()

# the histogram of the data
n, bins, patches = ax.hist(x, num_bins, density=True)

# add a 'best fit' line
y = (1 / (np.sqrt(2 * np.pi) * sigma)) * np.exp(-0.5 * (1 / sigma * (bins - mu)) ** 2)
ax.plot(bins, y, "--")

ax.set_xlabel("Value")
ax.set_ylabel("Probability density")
ax.set_title(f"$\\mu={mu}$, $\\sigma={sigma}$")

# Colour the tails.
for patch, left in zip(patches, bins):
    if abs(left - mu) > 2 * sigma:
        patch.set_facecolor("tab:red")

fig.tight_layout()
plt.show()

print(f"mean {x.mean():.2f} std {x.std():.2f}")
tails = np.sum(np.abs(x - mu) > 2 * sigma)
print("beyond two sigma:", tails)
