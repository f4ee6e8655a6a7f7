# Interpolating few points in three ways, one figure over several blocks.
import matplotlib.pyplot as plt
import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator, make_interp_spline

x = np.array([0, 1, 2, 3, 4, 5, 6.0])
y = np.array([0, 0.8, 0.9, 0.1, -0.8, -1.0, -0.3])
fine = np.linspace(0, 6, 121)

fig, ax = plt.subplots(figsize=(5, 3))
ax.plot(x, y, "o", label="data")

methods = {"cubic": CubicSpline(x, y), "pchip": PchipInterpolator(x, y), "linear": make_interp_spline(x, y, k=1)}
for name, f in methods.items():
    ax.plot(fine, f(fine), label=name)
ax.legend()

ax.axhline(0, lw=0.5, color="gray")
plt.show()

roots = methods["cubic"].roots()
print("zeros:", roots.round(3))

# Largest overshoot.
for name, f in methods.items():
    print(f"{name:7} {f(fine).max() - y.max():.4f}")

area = methods["cubic"].integrate(0, 3)
float(area.round(4))
