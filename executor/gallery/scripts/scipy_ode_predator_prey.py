# %% [markdown]
# # Predator and prey

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import solve_ivp

# %%
params = {"a": 1.0, "b": 0.1, "c": 1.5, "d": 0.075}

def lotka(t, z):
    x, y = z
    return [params["a"] * x - params["b"] * x * y, -params["c"] * y + params["d"] * x * y]

# %%
sol = solve_ivp(lotka, [0, 15], [10, 5], dense_output=True, rtol=1e-6)
print(sol.message, sol.t.size)

# %%
t = np.linspace(0, 15, 200)
z = sol.sol(t)
plt.plot(t, z.T)
plt.legend(["prey", "predator"])

# %% More predators
params["a"] = 0.8
other = solve_ivp(lotka, [0, 15], [10, 5], t_eval=t, rtol=1e-6)
print(f"{z[1].max():.2f} -> {other.y[1].max():.2f}")

# %% Phase space
plt.plot(*z)
plt.plot(*other.y, "--")
plt.xlabel("prey")

# %% A conserved quantity?
def conserved(x, y, a, b, c, d):
    return d * x - c * np.log(x) + b * y - a * np.log(y)

v = conserved(*z, 1.0, 0.1, 1.5, 0.075)
bool(np.ptp(v) < 1e-2)
