# # A few classifiers on two moons
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

X, y = make_moons(n_samples=240, noise=0.3, random_state=0)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, random_state=42)
print(X_train.shape, X_test.shape)

classifiers = {
    "Nearest Neighbors": KNeighborsClassifier(3),
    "Linear SVM": SVC(kernel="linear", C=0.025, random_state=42),
    "RBF SVM": SVC(gamma=2, C=1, random_state=42),
    "Decision Tree": DecisionTreeClassifier(max_depth=5, random_state=42),
    "Naive Bayes": GaussianNB(),
}

scores = {}
for name, clf in classifiers.items():
    model = make_pipeline(StandardScaler(), clf)
    model.fit(X_train, y_train)
    scores[name] = model.score(X_test, y_test)
    print(f"{name:18} {scores[name]:.3f}")

best = max(scores, key=scores.get)
best

# Where do the best and the worst disagree?
worst = min(scores, key=scores.get)
scaler = StandardScaler().fit(X_train)
a = classifiers[best].predict(scaler.transform(X_test))
b = classifiers[worst].predict(scaler.transform(X_test))
print((a != b).sum(), "of", len(a), "predictions differ")
