# %% [markdown]
# Edge operators on a synthetic step image, side by side.

# %%
import matplotlib.pyplot as plt
import numpy as np
from skimage import feature, filters

# %%
x, y = np.ogrid[:100, :100]
image = np.where((x - 50) ** 2 + (y - 50) ** 2 < 900, 1.0, 0.2)
np.random.seed(0)
image = image + np.random.normal(0, 0.05, image.shape)

# %%
edge_roberts = filters.roberts(image)
edge_sobel = filters.sobel(image)

# %%
fig, axes = plt.subplots(ncols=2, sharex=True, sharey=True, figsize=(6, 3))
axes[0].imshow(edge_roberts, cmap=plt.cm.gray)
axes[0].set_title("Roberts")
axes[1].imshow(edge_sobel, cmap=plt.cm.gray)
axes[1].set_title("Sobel")
for ax in axes:
    ax.axis("off")

plt.tight_layout()
plt.show()

# %% Canny with growing sigma
counts = {}
for sigma in (1, 2, 3):
    counts[sigma] = int(feature.canny(image, sigma=sigma).sum())
print(counts)

# %%
difference = np.abs(edge_sobel - edge_roberts)
difference.max().round(3), difference.mean().round(4)
