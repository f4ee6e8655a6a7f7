# %% [markdown]
# Descriptive statistics with the standard library.

# %%
import statistics as st
from collections import Counter

# %%
heights = [172, 168, 181, 175, 169, 190, 160, 175, 178, 166]
print("n =", len(heights))

# %%
st.mean(heights), st.median(heights), st.mode(heights)

# %%
quartiles = st.quantiles(heights, n=4)
quartiles

# %%
heights.append(205)
heights.sort()

# %%
print(f"mean {st.mean(heights):.2f} stdev {st.stdev(heights):.2f}")

# %% Without the extremes
trimmed = heights[1:-1]
print(f"trimmed mean {st.fmean(trimmed):.2f}")

# %%
classes = Counter(h // 10 * 10 for h in heights)
for low in sorted(classes):
    print(f"{low}-{low + 9} {'#' * classes[low]}")

# %%
normal = st.NormalDist.from_samples(heights)
round(1 - normal.cdf(190), 4)

# %%
weights = [h * 0.9 - 85 + (h % 3) for h in heights]
slope, intercept = st.linear_regression(heights, weights)
f"weight = {slope:.3f} * height {intercept:+.1f}"

# %%
st.correlation(heights, weights) > 0.9
