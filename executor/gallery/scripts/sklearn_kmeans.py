# %% [markdown]
# # K-means on three blobs

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import make_blobs
from sklearn.metrics import silhouette_score

# %% Data
n_samples = 200
X, y = make_blobs(n_samples=n_samples, centers=3, random_state=170)
X[:3].round(2)

# %% How many clusters?
inertia = {}
for k in range(2, 6):
    km = KMeans(n_clusters=k, n_init=4, random_state=0).fit(X)
    inertia[k] = km.inertia_
    print(k, round(km.inertia_, 1), round(silhouette_score(X, km.labels_), 3))

# %% The elbow
plt.plot(list(inertia), list(inertia.values()), "o-")
plt.xlabel("k")

# %% The clusters
km = KMeans(n_clusters=3, n_init=4, random_state=0).fit(X)
plt.scatter(X[:, 0], X[:, 1], c=km.labels_, s=12)
plt.scatter(*km.cluster_centers_.T, marker="x", color="black", s=80)
plt.title("three clusters")

# %%
np.bincount(km.labels_)
