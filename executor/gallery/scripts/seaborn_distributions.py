# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

sns.set_theme(style="whitegrid")

# %% Made up penguins
rng = np.random.default_rng(2)
frames = []
for species, mean in {"Adelie": 38, "Gentoo": 47, "Chinstrap": 49}.items():
    frames.append(pd.DataFrame({"species": species, "bill": rng.normal(mean, 2.5, 40), "mass": rng.normal(mean * 90, 300, 40)}))
df = pd.concat(frames, ignore_index=True)
df.groupby("species").mean().round(1)

# %%
sns.histplot(data=df, x="bill", hue="species", bins=15)

# %% Box plots
fig, ax = plt.subplots(figsize=(5, 3))
sns.boxplot(data=df, x="species", y="mass", ax=ax)
ax.set_title("mass by species")

# %% Relation
g = sns.scatterplot(data=df, x="bill", y="mass", hue="species", s=20)
g.set_xlabel("bill (mm)")

# %%
df[["bill", "mass"]].corr().round(3)
