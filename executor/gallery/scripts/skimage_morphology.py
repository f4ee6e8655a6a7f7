# %% [markdown]
# # Morphology on a small mask

# %%
import numpy as np
from skimage import morphology

mask = np.zeros((12, 24), dtype=bool)
mask[2:10, 2:10] = True
mask[4:6, 4:6] = False
mask[5:7, 9:18] = True
mask[1:4, 19:22] = True

# %% Look at it
def show(m):
    for row in m:
        print("".join("#" if v else "." for v in row))

show(mask)

# %% Erode, dilate
small = morphology.erosion(mask, morphology.disk(1))
show(small)

# %%
big = morphology.dilation(mask, morphology.disk(1))
print(mask.sum(), small.sum(), big.sum())

# %% Fill the hole
filled = morphology.closing(mask, morphology.footprint_rectangle((3, 3)))
show(filled ^ mask)

# %% Skeleton
skeleton = morphology.skeletonize(mask)
show(skeleton)
int(skeleton.sum())
