# # Small oscillations
# From a Lagrangian to numbers: derive symbolically, then evaluate with `lambdify`.
import numpy as np
from sympy import Function, cos, diff, lambdify, simplify, sin, solve, symbols

t, m, g, l = symbols("t m g l", positive=True)
theta = Function("theta")(t)

kinetic = m * l**2 * diff(theta, t) ** 2 / 2
potential = -m * g * l * cos(theta)
L = kinetic - potential
L

def euler_lagrange(L, q):
    return simplify(diff(diff(L, diff(q, t)), t) - diff(L, q))

equation = euler_lagrange(L, theta)
print(equation)

acceleration = solve(equation, diff(theta, t, 2))[0]
acceleration

# Numbers.
a = symbols("a")
f = lambdify(a, acceleration.subs({g: 9.81, l: 2}).subs(theta, a), "numpy")

angle, speed, dt = 0.3, 0.0, 0.01
track = []
for step in range(400):
    speed += f(angle) * dt
    angle += speed * dt
    track.append(angle)

track = np.array(track)
crossings = np.flatnonzero(np.diff(np.sign(track)))
print("half period", np.diff(crossings).mean() * dt)

round(float(np.pi * np.sqrt(2 / 9.81)), 3)
