# %% [markdown]
# # Linear algebra

# %%
import numpy as np

np.set_printoptions(precision=3, suppress=True)
A = np.array([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
A

# %%
values, vectors = np.linalg.eigh(A)
print(values)

# %% Solve
b = np.array([1.0, 2, 3])
x = np.linalg.solve(A, b)
print(x, np.allclose(A @ x, b))

# %% Views: the matrix changes through its diagonal
diagonal = A.reshape(-1)[::4]
diagonal += 1
A

# %%
L = np.linalg.cholesky(A)
np.abs(L @ L.T - A).max() < 1e-12

# %% Jacobi's iteration
guess = np.zeros(3)
for k in range(1, 31):
    guess = (b - (A - np.diag(np.diag(A))) @ guess) / np.diag(A)
    if k % 10 == 0:
        print(k, guess, f"{np.linalg.norm(A @ guess - b):.1e}")

# %%
np.linalg.svd(A, compute_uv=False).round(2)
