# %%
import numpy as np
from sklearn import svm
from sklearn.datasets import load_digits
from sklearn.metrics import classification_report, confusion_matrix

# %% Digits, the first 600
digits = load_digits()
n = 600
data = digits.images[:n].reshape((n, -1))
target = digits.target[:n]
np.bincount(target)

# %% Train on one half
half = n // 2
clf = svm.SVC(gamma=0.001)
clf.fit(data[:half], target[:half])
predicted = clf.predict(data[half:])

# %%
print(classification_report(target[half:], predicted))

# %%
cm = confusion_matrix(target[half:], predicted)
print(cm)

# %% The most frequent mistake
np.fill_diagonal(cm, 0)
i, j = np.unravel_index(cm.argmax(), cm.shape)
print(f"{i} taken for {j}: {cm[i, j]} times")

# %% One of them, as text
wrong = np.flatnonzero(predicted != target[half:])
if len(wrong):
    picture = digits.images[half + wrong[0]]
    for row in picture:
        print("".join(" .:*#"[int(v) // 4] for v in row))
