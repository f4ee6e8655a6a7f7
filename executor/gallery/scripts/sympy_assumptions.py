# Assumptions change what is simplified.
from sympy import Q, Symbol, ask, assuming, expand, expand_log, factor, log, refine, simplify, sqrt, symbols

x = Symbol("x")
sqrt(x**2)

p = Symbol("p", positive=True)
sqrt(p**2)

n = Symbol("n", integer=True)
print(simplify((-1) ** (2 * n)))

results = {}
for name, q in {"x": x, "p": p, "n": n}.items():
    results[name] = (q.is_real, q.is_positive, q.is_integer)
results

refine(abs(x), Q.negative(x))

with assuming(Q.positive(x)):
    print(ask(Q.positive(x + 1)))
print(ask(Q.positive(x + 1)))

a, b = symbols("a b", positive=True)
expand_log(log(a**2 * b))

poly = (a + b) ** 3 - (a - b) ** 3
print(expand(poly), "=", factor(poly))

poly.subs({a: 2, b: 1}), poly.evalf(4, subs={a: 0.5, b: 0.25})
