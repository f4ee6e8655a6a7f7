# # Splitting touching objects by the watershed
import matplotlib.pyplot as plt
import numpy as np
from scipy import ndimage as ndi
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

# Two overlapping circles.
x, y = np.indices((80, 80))
x1, y1, x2, y2 = 28, 28, 44, 52
r1, r2 = 16, 20
image = ((x - x1) ** 2 + (y - y1) ** 2 < r1**2) | ((x - x2) ** 2 + (y - y2) ** 2 < r2**2)

distance = ndi.distance_transform_edt(image)
print("largest distance", distance.max().round(2))

coords = peak_local_max(distance, footprint=np.ones((3, 3)), labels=image.astype(int), min_distance=8)
coords

mask = np.zeros(distance.shape, dtype=bool)
mask[tuple(coords.T)] = True
markers, count = ndi.label(mask)
labels = watershed(-distance, markers, mask=image)
print(count, np.bincount(labels.ravel()))

plt.figure(figsize=(6, 2.2))
plt.subplot(131)
plt.imshow(image, cmap="gray")
plt.title("Overlapping")

plt.subplot(132)
plt.imshow(-distance, cmap="gray")
plt.title("Distances")

plt.subplot(133)
plt.imshow(labels, cmap="nipy_spectral")
plt.title("Separated")
plt.show()
