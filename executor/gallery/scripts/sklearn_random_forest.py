# Feature importances of a forest on generated data.
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

X, y = make_classification(
    n_samples=300, n_features=8, n_informative=3, n_redundant=0, random_state=0, shuffle=False
)
X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y, random_state=42)

feature_names = [f"feature {i}" for i in range(X.shape[1])]
forest = RandomForestClassifier(n_estimators=25, random_state=0)
forest.fit(X_train, y_train)
print("accuracy", forest.score(X_test, y_test))

importances = pd.Series(forest.feature_importances_, index=feature_names)
std = np.std([tree.feature_importances_ for tree in forest.estimators_], axis=0)
importances.sort_values(ascending=False).round(3)

fig, ax = plt.subplots(figsize=(5, 3))
importances.plot.bar(yerr=std, ax=ax)

ax.set_title("Feature importances using MDI")
ax.set_ylabel("Mean decrease in impurity")
fig.tight_layout()
plt.show()

# Without the weak features.
strong = importances[importances > 0.1].index
columns = [feature_names.index(name) for name in strong]
smaller = RandomForestClassifier(n_estimators=25, random_state=0).fit(X_train[:, columns], y_train)
print(len(columns), "features:", round(smaller.score(X_test[:, columns], y_test), 3))
