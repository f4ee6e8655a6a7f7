# Choose the parameters of a pipeline by cross-validation.
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

iris = load_iris()
print(iris.feature_names, iris.data.shape)

pipe = Pipeline([
    ("scale", StandardScaler()),
    ("pca", PCA()),
    ("logistic", LogisticRegression(max_iter=500, tol=0.01)),
])
pipe

param_grid = {"pca__n_components": [1, 2, 3], "logistic__C": [0.1, 1.0, 10.0]}
folds = StratifiedKFold(3, shuffle=True, random_state=0)
search = GridSearchCV(pipe, param_grid, cv=folds)
search.fit(iris.data, iris.target);

print("Best parameter (CV score=%0.3f):" % search.best_score_)
print(search.best_params_)

results = search.cv_results_
for params, mean in zip(results["params"], results["mean_test_score"]):
    print(params, f"{mean:.3f}")

# What share of the variance do the components keep?
pca = search.best_estimator_.named_steps["pca"]
pca.explained_variance_ratio_.round(3)
