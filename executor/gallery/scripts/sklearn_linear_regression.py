"""
Ordinary least squares
======================
A line through the diabetes data, by one feature.
"""
import matplotlib.pyplot as plt
import numpy as np
from sklearn import datasets, linear_model
from sklearn.metrics import mean_squared_error, r2_score

# Load the diabetes dataset and use only one feature
diabetes_X, diabetes_y = datasets.load_diabetes(return_X_y=True)
diabetes_X = diabetes_X[:, np.newaxis, 2]

# Split into training/testing sets
test = 20
X_train, X_test = diabetes_X[:-test], diabetes_X[-test:]
y_train, y_test = diabetes_y[:-test], diabetes_y[-test:]

regr = linear_model.LinearRegression()

regr.fit(X_train, y_train)
y_pred = regr.predict(X_test)

print("Coefficients:", regr.coef_.round(2))
print("Mean squared error: %.2f" % mean_squared_error(y_test, y_pred))
print("Coefficient of determination: %.2f" % r2_score(y_test, y_pred))

plt.scatter(X_test, y_test, color="black")
plt.plot(X_test, y_pred, color="blue", linewidth=3)

plt.xticks(())
plt.yticks(())
plt.show()

# The residuals.
residuals = y_test - y_pred
residuals.round(0)
