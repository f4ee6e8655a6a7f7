# An annotated heatmap with a helper function.
import matplotlib.pyplot as plt
import numpy as np

vegetables = ["cucumber", "tomato", "lettuce", "asparagus"]
farmers = ["Joe", "Bros.", "Smith", "Agrifun"]

harvest = np.array([
    [0.8, 2.4, 2.5, 3.9],
    [2.4, 0.0, 4.0, 1.0],
    [1.1, 2.4, 0.8, 4.3],
    [0.6, 0.0, 0.3, 0.0],
])

def annotate(ax, data, threshold=None, colors=("black", "white")):
    """Writes each value into its cell."""
    if threshold is None:
        threshold = data.max() / 2

    for i in range(data.shape[0]):
        for j in range(data.shape[1]):
            ax.text(j, i, data[i, j], ha="center", va="center", color=colors[int(data[i, j] < threshold)])

fig, ax = plt.subplots(figsize=(4, 4))
im = ax.imshow(harvest)

ax.set_xticks(range(len(farmers)), labels=farmers, rotation=45, ha="right")
ax.set_yticks(range(len(vegetables)), labels=vegetables)

annotate(ax, harvest)

ax.set_title("Harvest (tons/year)")
fig.colorbar(im, shrink=0.7)
fig.tight_layout()
plt.show()

harvest.sum(axis=0)

# The best farmer of each vegetable.
for name, row in zip(vegetables, harvest):
    print(f"{name:10} {farmers[int(row.argmax())]}")
