# Finds straight lines with the Hough transform.
import numpy as np
from skimage.draw import line
from skimage.transform import hough_line, hough_line_peaks

image = np.zeros((100, 100))
idx = np.arange(25, 75)
image[idx, idx] = 255
image[line(45, 25, 25, 75)] = 255
image[line(25, 35, 75, 65)] = 255

# Salt, so that it is not too easy.
rng = np.random.default_rng(3)
salt = rng.integers(0, 100, (2, 40))
image[salt[0], salt[1]] = 255
print(int((image > 0).sum()), "points")

angles = np.linspace(-np.pi / 2, np.pi / 2, 180, endpoint=False)
h, theta, d = hough_line(image, theta=angles)
h.shape

found = []
for votes, angle, dist in zip(*hough_line_peaks(h, theta, d, threshold=0.4 * h.max())):
    found.append((int(votes), round(float(np.rad2deg(angle)), 1), round(float(dist), 1)))

found.sort(reverse=True)
for votes, angle, dist in found:
    print(f"{votes:3d} votes, angle {angle:6.1f} deg, distance {dist:6.1f}")

# The accumulator's profile at the best angle.
best = int(np.argmax(h.max(axis=0)))
h[:, best].max()
