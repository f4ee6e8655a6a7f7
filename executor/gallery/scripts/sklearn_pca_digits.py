# %% [markdown]
# # Digits in two dimensions

# %%
import matplotlib.pyplot as plt
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA

X, y = load_digits(n_class=4, return_X_y=True)
X.shape

# %%
pca = PCA(n_components=2, svd_solver="full")
Z = pca.fit_transform(X)
print(pca.explained_variance_ratio_.round(3))

# %% A picture
fig, ax = plt.subplots(figsize=(5, 4))
for digit in range(4):
    ax.scatter(*Z[y == digit].T, s=8, alpha=0.6, label=str(digit))
ax.legend(title="digit")

# %% Back into 64 dimensions
for n in (2, 5, 10, 20):
    p = PCA(n_components=n, svd_solver="full").fit(X)
    error = ((p.inverse_transform(p.transform(X)) - X) ** 2).mean()
    print(f"{n:2d} components, error {error:6.2f}")

# %% The centres
centres = {d: tuple(Z[y == d].mean(axis=0).round(1).tolist()) for d in range(4)}
centres
