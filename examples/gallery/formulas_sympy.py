"""
# SymPy

Expressions are typeset; so are equations, matrices, and lists of them.
"""

import sympy as sp

x, y, n = sp.symbols("x y n")

# ## An integral, and what it is
integral = sp.Integral(sp.exp(-(x**2)), (x, -sp.oo, sp.oo))
sp.Eq(integral, integral.doit())

# ## Solved
sp.solve(sp.Eq(x**3 - 2 * x, 1), x)

# ## A matrix
turn = sp.Matrix([[sp.cos(y), -sp.sin(y)], [sp.sin(y), sp.cos(y)]])
turn

# ## Its square, made simple
sp.simplify(turn**2)

# ## A series
sp.series(sp.sin(x) / x, x, 0, 8)

# ## A sum in a dictionary
{sp.Sum(1 / n**2, (n, 1, sp.oo)): sp.summation(1 / n**2, (n, 1, sp.oo))}

# ## A number
# To fifty digits.
sp.pi.evalf(50)
