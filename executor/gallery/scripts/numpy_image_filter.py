# A picture as an array: slices, views, masks, and a blur by hand.
import numpy as np

rng = np.random.default_rng(10)
image = np.zeros((10, 20))
image[2:8, 4:12] = 1
image[4:6, 6:18] += 1

def show(a):
    for row in a:
        print("".join(" .:-=+*#%@"[int(9 * v / 3)] for v in np.clip(row, 0, 3)))

show(image)

# A view of the middle is changed, and the picture with it.
middle = image[3:7, 5:10]
middle *= 1.5

image[image > 2.5] = 0.5
show(image)

def blur(a, times=1):
    for _ in range(times):
        p = np.pad(a, 1, mode="edge")
        a = (p[:-2, 1:-1] + p[2:, 1:-1] + p[1:-1, :-2] + p[1:-1, 2:] + 4 * p[1:-1, 1:-1]) / 8
    return a

soft = blur(image, times=2)
show(soft)

print(f"sum before {image.sum():.2f}, after {soft.sum():.2f}")

noise = rng.normal(0, 0.1, image.shape)
image += noise
np.save("image.npy", image)

loaded = np.load("image.npy")
loaded[0] = 0
np.array_equal(loaded[1:], image[1:]), round(float(np.abs(image - noise - loaded).sum()), 3)
