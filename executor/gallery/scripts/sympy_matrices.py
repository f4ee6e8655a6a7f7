# %% Eigenvalues and friends, exactly
from sympy import Matrix, eye, init_printing, pprint, symbols

# %%
a, b = symbols("a b")
A = Matrix([[2, 1, 0], [1, 2, 1], [0, 1, 2]])
A

# %%
A.det()

# %%
for value, multiplicity, vectors in A.eigenvects():
    print(value, multiplicity, list(vectors[0].T))

# %% Entries may be changed in place
A[0, 2] = a
A.charpoly().as_expr()

# %%
B = A.subs(a, 1)
print(B.rank(), B.is_symmetric())

# %%
P, D = Matrix([[4, 1], [2, 3]]).diagonalize()
pprint(P)
pprint(D)

# %%
power = P * D**5 * P.inv()
print(power == Matrix([[4, 1], [2, 3]]) ** 5)

# %% Gaussian elimination with a parameter
M = Matrix([[1, 2, 3], [4, 5, b]])
reduced, pivots = M.rref()
reduced

# %%
(eye(2) * 3 - Matrix([[0, 1], [1, 0]])).inv()
