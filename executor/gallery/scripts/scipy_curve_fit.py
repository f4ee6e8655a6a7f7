# Fitting a decay.
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import curve_fit

def model(t, a, b, c):
    return a * np.exp(-b * t) + c

rng = np.random.default_rng(1729)
tdata = np.linspace(0, 4, 50)
y = model(tdata, 2.5, 1.3, 0.5)
ydata = y + 0.2 * rng.normal(size=tdata.size)
plt.plot(tdata, ydata, "b.", label="data")

popt, pcov = curve_fit(model, tdata, ydata)
for name, value, error in zip("abc", popt, np.sqrt(np.diag(pcov))):
    print(f"{name} = {value:.3f} +- {error:.3f}")

plt.plot(tdata, model(tdata, *popt), "r-", label="fit")

# The same with bounds.
bounded, _ = curve_fit(model, tdata, ydata, bounds=(0, [3.0, 1.0, 0.5]))
plt.plot(tdata, model(tdata, *bounded), "g--", label="bounded")
bounded.round(3)

plt.xlabel("t")
plt.legend()
plt.show()

residuals = ydata - model(tdata, *popt)
print("chi2 per degree of freedom", round(float((residuals**2).sum() / 0.2**2 / (len(tdata) - 3)), 3))
