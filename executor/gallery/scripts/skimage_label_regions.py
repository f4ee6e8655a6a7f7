# # Label the objects of a picture and measure them
import numpy as np
from skimage import measure, morphology
from skimage.draw import disk, ellipse

image = np.zeros((80, 100), dtype=bool)
for center, radius in [((20, 20), 9), ((20, 37), 10), ((60, 25), 12)]:
    rr, cc = disk(center, radius, shape=image.shape)
    image[rr, cc] = True
rr, cc = ellipse(50, 70, 25, 10, rotation=np.deg2rad(30), shape=image.shape)
image[rr, cc] = True
image[5, 90] = True

labels = measure.label(image)
print("objects:", labels.max())

# The single pixel is noise.
clean = morphology.opening(image, morphology.disk(2))
labels = measure.label(clean)
print("after opening:", labels.max())

for region in measure.regionprops(labels):
    y, x = region.centroid
    print(f"{region.label}: area {region.area:5.0f} at ({y:5.1f}, {x:5.1f}) eccentricity {region.eccentricity:.2f}")

# As a table, the largest first.
table = measure.regionprops_table(labels, properties=("label", "area", "perimeter"))
order = np.argsort(-table["area"])
for key in table:
    print(key, table[key][order].round(1))

# How round is each?
roundness = 4 * np.pi * table["area"] / table["perimeter"] ** 2
roundness.round(2)
