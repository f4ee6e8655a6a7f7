# %%
import numpy as np
from scipy import stats

rng = np.random.default_rng(123)

# %% Two groups
control = rng.normal(5.0, 1.0, 40)
treated = rng.normal(5.6, 1.0, 40)
print(f"means {control.mean():.3f} {treated.mean():.3f}")

# %%
t, p = stats.ttest_ind(control, treated)
print(f"t = {t:.3f}, p = {p:.4f}")

# %% Without assuming normality
u = stats.mannwhitneyu(control, treated)
round(float(u.pvalue), 4)

# %% By permutation
observed = treated.mean() - control.mean()
pool = np.concatenate([control, treated])
hits = 0
rounds = 500
for i in range(rounds):
    rng.shuffle(pool)
    if pool[40:].mean() - pool[:40].mean() >= observed:
        hits += 1
    if (i + 1) % 100 == 0:
        print(f"{i + 1} rounds, {hits} hits")
(hits + 1) / (rounds + 1)

# %% A table
table = np.array([[12, 5], [7, 16]])
chi2, p, dof, expected = stats.chi2_contingency(table)
print(round(chi2, 3), round(p, 4), dof)
expected.round(2)

# %% Distributions
stats.norm.ppf([0.025, 0.975]).round(3), stats.binom.pmf(3, 10, 0.4).round(4)
