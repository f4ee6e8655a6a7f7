# Minimise the Rosenbrock function with several methods.
import numpy as np
from scipy.optimize import minimize, rosen, rosen_der

x0 = np.array([1.3, 0.7, 0.8, 1.9, 1.2])
rosen(x0)

path = []

def remember(xk):
    path.append(rosen(xk))

results = {}
for method in ["Nelder-Mead", "BFGS", "CG"]:
    path.clear()
    jac = None if method == "Nelder-Mead" else rosen_der
    res = minimize(rosen, x0, method=method, jac=jac, callback=remember, options={"maxiter": 400})
    results[method] = res
    print(f"{method:12} {len(path):4d} steps, f = {res.fun:.1e}, {res.nfev} calls")

results["BFGS"].x.round(4)

# With a constraint the minimum moves.
constraint = {"type": "ineq", "fun": lambda x: 4 - x.sum()}
res = minimize(rosen, x0, method="SLSQP", jac=rosen_der, constraints=[constraint])
print(res.success, res.x.sum().round(4))

path[-3:] == sorted(path[-3:], reverse=True)

# Bounds.
bounds = [(0, 0.9)] * 5
res = minimize(rosen, np.full(5, 0.5), method="L-BFGS-B", bounds=bounds)
res.x.round(3)
