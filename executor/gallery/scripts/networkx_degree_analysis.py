"""
Degree analysis
===============
A random graph, its largest component, and the degrees, on one figure with three axes.
"""
import matplotlib.pyplot as plt
import networkx as nx
import numpy as np

G = nx.gnp_random_graph(70, 0.035, seed=10374196)

degree_sequence = sorted((d for n, d in G.degree()), reverse=True)
dmax = max(degree_sequence)
print("largest degree", dmax)

# One figure, filled by the blocks that follow.
fig = plt.figure("Degree of a random graph", figsize=(6, 6))
axgrid = fig.add_gridspec(5, 4)

ax0 = fig.add_subplot(axgrid[0:3, :])
Gcc = G.subgraph(sorted(nx.connected_components(G), key=len, reverse=True)[0])
pos = nx.spring_layout(Gcc, seed=10396953)
nx.draw_networkx_nodes(Gcc, pos, ax=ax0, node_size=20)
nx.draw_networkx_edges(Gcc, pos, ax=ax0, alpha=0.4)
ax0.set_title("Connected components of G")
ax0.set_axis_off()

ax1 = fig.add_subplot(axgrid[3:, :2])
ax1.plot(degree_sequence, "b-", marker="o")
ax1.set_title("Degree Rank Plot")
ax1.set_ylabel("Degree")

ax2 = fig.add_subplot(axgrid[3:, 2:])
ax2.bar(*np.unique(degree_sequence, return_counts=True))
ax2.set_title("Degree histogram")

fig.tight_layout()
plt.show()

print("components:", [len(c) for c in sorted(nx.connected_components(G), key=len, reverse=True)])
