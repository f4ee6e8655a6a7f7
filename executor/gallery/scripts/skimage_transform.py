# %%
import matplotlib.pyplot as plt
import numpy as np
from skimage import transform

# %% A test pattern
image = np.zeros((60, 60))
image[10:50, 28:32] = 1
image[28:32, 10:50] = 0.6
image.mean()

# %% Rotate and scale
rotated = transform.rotate(image, 30)
scaled = transform.rescale(image, 0.5, anti_aliasing=True)
print(rotated.shape, scaled.shape)

# %% [markdown]
# An affine transform, and its inverse back again.

# %%
tform = transform.AffineTransform(scale=(1.2, 0.9), rotation=0.2, translation=(4, -3))
warped = transform.warp(image, tform.inverse)
back = transform.warp(warped, tform)
print(f"error {np.abs(back - image).mean():.4f}")

# %%
fig, axes = plt.subplots(1, 4, figsize=(8, 2))
for ax, (name, picture) in zip(axes, {"image": image, "rotated": rotated, "warped": warped, "back": back}.items()):
    ax.imshow(picture, cmap="magma")
    ax.set_title(name)
    ax.set_axis_off()

# %% The transform of the corners
corners = np.array([[0, 0], [0, 59], [59, 59], [59, 0]])
tform(corners).round(1)
