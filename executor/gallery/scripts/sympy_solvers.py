# %% [markdown]
# # Solving equations

# %%
from sympy import Eq, Function, Matrix, dsolve, linsolve, solve, solveset, symbols, sqrt, S

x, y, z = symbols("x y z")
a = symbols("a", positive=True)

# %% A quadratic
roots = solve(x**2 - 5 * x + 6, x)
roots

# %%
solve(x**2 - a, x)

# %% Linear systems
system = [x + y + z - 6, 2 * y + 5 * z + 4, 2 * x + 5 * y - z - 27]
(solution,) = linsolve(system, x, y, z)
print(solution)

# %% By matrices
M = Matrix([[1, 1, 1], [0, 2, 5], [2, 5, -1]])
b = Matrix([6, -4, 27])
print(M.det(), (M.inv() * b).T)

# %% Differential equations
t = symbols("t")
f = Function("f")
ode = Eq(f(t).diff(t, 2) + 4 * f(t), 0)
answer = dsolve(ode)
answer

# %%
answer.rhs.subs({"C1": 0, "C2": 1, t: 0})

# %% Over the reals only
solveset(x**4 - 1, x, domain=S.Reals)
