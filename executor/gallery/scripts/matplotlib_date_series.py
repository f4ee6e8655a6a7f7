# A series over dates, with a rolling mean and annotated extremes.
import datetime as dt

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np

start = dt.date(2021, 1, 1)
days = [start + dt.timedelta(days=i) for i in range(180)]
rng = np.random.default_rng(8)
values = 20 + np.cumsum(rng.normal(0, 0.5, len(days)))

window = 14
kernel = np.ones(window) / window
smooth = np.convolve(values, kernel, mode="valid")
print(len(values), len(smooth))

fig, ax = plt.subplots(figsize=(6, 3))
ax.plot(days, values, lw=0.8, label="daily")

ax.plot(days[window - 1:], smooth, lw=2, label=f"{window} days")
ax.legend()

ax.xaxis.set_major_locator(mdates.MonthLocator())
ax.xaxis.set_major_formatter(mdates.DateFormatter("%b"))

top = int(values.argmax())
ax.annotate("top", xy=(days[top], values[top]), xytext=(0, 15), textcoords="offset points",
            arrowprops={"arrowstyle": "->"})
ax.set_ylim(values.min() - 1, values.max() + 2)

plt.show()

low = int(values.argmin())
print("top   ", days[top], round(float(values[top]), 2))
print("bottom", days[low], round(float(values[low]), 2))
