# Nagel and Schreckenberg's traffic model on a ring road.
import matplotlib.pyplot as plt
import numpy as np

length, cars, top, slow = 60, 18, 5, 0.3
rng = np.random.default_rng(4)

position = np.sort(rng.choice(length, cars, replace=False))
speed = np.zeros(cars, dtype=int)

def road():
    cells = ["."] * length
    for p, v in zip(position, speed):
        cells[p] = str(v)
    return "".join(cells)

def tick():
    gap = (np.roll(position, -1) - position - 1) % length
    speed[:] = np.minimum(np.minimum(speed + 1, top), gap)
    lazy = rng.random(cars) < slow
    speed[lazy] = np.maximum(speed[lazy] - 1, 0)
    position[:] = (position + speed) % length

for _ in range(12):
    print(road())
    tick()

# Let it settle, then record.
for _ in range(100):
    tick()
picture = np.full((80, length), -1)
for t in range(80):
    picture[t, position] = speed
    tick()

plt.imshow(picture, cmap="viridis", aspect="auto")

plt.xlabel("place")
plt.ylabel("time")
plt.colorbar(label="speed")
plt.show()

moving = picture[picture >= 0]
print(f"mean speed {moving.mean():.2f}, standing {(moving == 0).mean():.1%}")
