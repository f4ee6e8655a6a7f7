"""
Thresholding
============
Otsu's and the mean threshold on a synthetic picture of coins.
"""
import matplotlib.pyplot as plt
import numpy as np
from skimage.draw import disk
from skimage.filters import threshold_mean, threshold_otsu

rng = np.random.default_rng(1)
image = rng.normal(60, 12, (96, 128))
for row, col, radius in [(25, 30, 14), (60, 50, 18), (40, 95, 20), (78, 100, 9)]:
    rr, cc = disk((row, col), radius, shape=image.shape)
    image[rr, cc] += 70
image = np.clip(image, 0, 255).astype(np.uint8)

thresh = threshold_otsu(image)
binary = image > thresh
print("otsu", thresh, "share", binary.mean().round(3))

fig, axes = plt.subplots(ncols=3, figsize=(8, 2.5))
ax = axes.ravel()
ax[0].imshow(image, cmap=plt.cm.gray)
ax[0].set_title("Original")
ax[0].axis("off")

ax[1].hist(image.ravel(), bins=64)
ax[1].axvline(thresh, color="r")
ax[1].set_title("Histogram")

ax[2].imshow(binary, cmap=plt.cm.gray)
ax[2].set_title("Thresholded")
ax[2].axis("off")
plt.show()

# The mean is too low when the background is large.
low = threshold_mean(image)
wrong = (image > low) & ~binary
print(f"mean {low:.1f}: {wrong.sum()} pixels more")
