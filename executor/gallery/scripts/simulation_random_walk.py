# # Random walks in the plane
import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(1)
n_walks, n_steps = 30, 300

steps = rng.choice([-1, 1], size=(n_walks, n_steps, 2))
walks = steps.cumsum(axis=1)
walks.shape

plt.figure(figsize=(4, 4))
for walk in walks[:5]:
    plt.plot(walk[:, 0], walk[:, 1], lw=0.7)

plt.axis("equal")
plt.title("five of them")
plt.show()

distance = np.hypot(walks[..., 0], walks[..., 1])
rms = np.sqrt((distance**2).mean(axis=0))
for step in (10, 100, 299):
    print(f"after {step + 1:3d} steps: {rms[step]:.2f}, expected {np.sqrt(2 * (step + 1)):.2f}")

# First returns to the origin.
returned = {}
for i, d in enumerate(distance):
    zeros = np.flatnonzero(d == 0)
    if len(zeros):
        returned[i] = int(zeros[0]) + 1
print(len(returned), "came back")
sorted(returned.values())[:5]

# More from the same generator.
more = rng.choice([-1, 1], size=(n_walks, 2)).sum(axis=0)
more
