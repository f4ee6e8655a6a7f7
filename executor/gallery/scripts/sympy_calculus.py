# # Calculus
from sympy import Integral, cos, diff, exp, integrate, limit, oo, pi, series, sin, symbols

x, y = symbols("x y")

f = exp(x) * sin(x)
diff(f, x)

print(diff(f, x, 3).simplify())

integrate(f, x)

# Definite integrals.
area = integrate(exp(-(x**2)), (x, -oo, oo))
area

for k in range(4):
    print(k, integrate(sin(x) ** k, (x, 0, pi)))

limit(sin(x) / x, x, 0), limit((1 + 1 / x) ** x, x, oo)

s = series(cos(x), x, 0, 8)
print(s)

# How good is it at one?
error = abs(float(s.removeO().subs(x, 1)) - float(cos(1)))
f"{error:.1e}"

g = x**2 * y + y**3
gradient = [diff(g, v) for v in (x, y)]
gradient

Integral(g, x, y).doit()
