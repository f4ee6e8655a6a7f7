# # A look at a passenger list (made up)
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

np.random.seed(3)
n = 200
df = pd.DataFrame({
    "age": np.random.gamma(6, 5, n).round(),
    "cls": np.random.choice([1, 2, 3], n, p=[0.2, 0.3, 0.5]),
    "fare": np.random.exponential(20, n).round(2),
})
df["survived"] = np.random.rand(n) < 0.7 - 0.15 * df["cls"]
df.describe().round(2)

df.groupby("cls")["survived"].mean().round(3)

# ## Ages
df["group"] = pd.cut(df["age"], [0, 15, 30, 45, 120], labels=["child", "young", "middle", "old"])
table = pd.crosstab(df["group"], df["cls"])
table

df["age"].plot.hist(bins=20, figsize=(5, 2.5))

plt.axvline(df["age"].mean(), color="red")

plt.xlabel("age")
plt.show()

rates = df.groupby(["group", "cls"], observed=True)["survived"].mean().unstack()
print(rates.round(2).to_string())

outliers = df[df["fare"] > df["fare"].quantile(0.98)]
df = df.drop(outliers.index)
print(len(outliers), "dropped;", len(df), "left; mean fare", round(df["fare"].mean(), 2))
