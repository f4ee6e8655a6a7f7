# A classifier that learns in small batches, and reports while it does so.
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import Perceptron, SGDClassifier

rng = np.random.default_rng(0)
w = np.array([1.5, -2.0, 0.5])

def batch(n):
    X = rng.normal(size=(n, 3))
    y = (X @ w + rng.normal(scale=0.3, size=n) > 0).astype(int)
    return X, y

X_test, y_test = batch(200)
print("positives:", y_test.mean())

clf = SGDClassifier(loss="log_loss", random_state=0)
seen = 0

for step in range(6):
    X, y = batch(20)
    clf.partial_fit(X, y, classes=[0, 1])
    seen += len(y)
    print(f"{seen:4d} seen, accuracy {clf.score(X_test, y_test):.3f}")

# Go on from there.
for step in range(4):
    X, y = batch(50)
    clf.partial_fit(X, y)
    seen += len(y)
seen, clf.score(X_test, y_test)

direction = clf.coef_[0] / np.linalg.norm(clf.coef_)
direction.round(2)

# Too few iterations: scikit-learn warns.
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    SGDClassifier(max_iter=1, tol=1e-6, random_state=0).fit(X, y)
[w.category is ConvergenceWarning for w in caught]
