# %% [markdown]
# # PageRank of a handful of pages
# By power iteration, and by the library.

# %%
import networkx as nx
import numpy as np

links = {"home": ["docs", "blog"], "docs": ["home", "api"], "blog": ["home", "docs", "api"], "api": ["docs"]}
G = nx.DiGraph(links)
G.number_of_edges()

# %% The matrix
nodes = sorted(G)
A = nx.to_numpy_array(G, nodelist=nodes)

M = (A / A.sum(axis=1, keepdims=True)).T
print(M.round(2))

# %% Power iteration
damping = 0.85
rank = np.full(len(nodes), 1 / len(nodes))
for step in range(60):
    new = (1 - damping) / len(nodes) + damping * M @ rank
    delta = abs(new - rank).sum()
    rank = new
    if step % 10 == 0:
        print(f"step {step:2d} delta {delta:.2e}")

# %% Compare
library = nx.pagerank(G, alpha=damping)
for name, r in zip(nodes, rank):
    print(f"{name:5} {r:.4f} {library[name]:.4f}")

# %% A new link from nowhere
G.add_edge("spam", "blog")
after = nx.pagerank(G, alpha=damping)
{name: round(after[name] - library.get(name, 0), 3) for name in sorted(after)}
