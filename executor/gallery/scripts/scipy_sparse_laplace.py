# # Heat on a plate
# The Laplace equation on a grid, with a sparse matrix.
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import spsolve

n = 12

def laplacian(n):
    main = sparse.diags_array([-1, 2, -1], offsets=[-1, 0, 1], shape=(n, n))
    eye = sparse.eye_array(n)
    return (sparse.kron(main, eye) + sparse.kron(eye, main)).tocsc()

A = laplacian(n)
print(A.shape, A.nnz)

# The upper edge is hot.
b = np.zeros((n, n))
b[0, :] = 100
b[:, -1] += 20

T = spsolve(A, b.ravel()).reshape(n, n)
T[::3, ::3].round(1)

def picture(T):
    shades = " .:-=+*#%@"
    for row in T:
        print("".join(shades[min(9, int(v / 10))] for v in row))

picture(T)

# A cold spot in the middle.
b[n // 2, n // 2] = -80
T2 = spsolve(A, b.ravel()).reshape(n, n)
picture(np.clip(T2, 0, None))

np.abs(T - T2).max().round(2), (A @ T2.ravel() - b.ravel()).max() < 1e-9
