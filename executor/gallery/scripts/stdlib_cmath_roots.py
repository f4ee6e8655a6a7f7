# Newton's method in the complex plane, and the fractal that it draws.
import cmath
import math

def newton(z, n=3, steps=20, eps=1e-6):
    """The number of the root of z**n = 1 that is reached from z, and in how many steps; -1 for none."""
    for k in range(steps):
        if z == 0:
            return -1, k
        z = z - (z**n - 1) / (n * z ** (n - 1))
        if abs(z**n - 1) < eps:
            return round(cmath.phase(z) / (2 * math.pi / n)) % n, k
    return -1, steps

newton(1 + 1j)

roots = [cmath.exp(2j * math.pi * k / 3) for k in range(3)]
for r in roots:
    print(f"{r.real:+.3f} {r.imag:+.3f}i")

size = 21
rows = []
for i in range(size):
    row = ""
    for j in range(2 * size):
        z = complex(-2 + 4 * j / (2 * size - 1), 2 - 4 * i / (size - 1))
        row += ".oX "[newton(z)[0]]
    rows.append(row)

print("\n".join(rows))

counts = {c: sum(row.count(c) for row in rows) for c in ".oX"}
counts

slowest = max((newton(complex(a, b) / 10)[1], a, b) for a in range(-10, 11) for b in range(-10, 11))
slowest
