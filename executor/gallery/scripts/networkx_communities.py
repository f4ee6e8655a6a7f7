# # Communities in a planted partition
import networkx as nx
from networkx.algorithms import community

sizes = [12, 15, 10]
p_in, p_out = 0.6, 0.04
probs = [[p_in if i == j else p_out for j in range(len(sizes))] for i in range(len(sizes))]

G = nx.stochastic_block_model(sizes, probs, seed=7)
print(G.number_of_nodes(), "nodes,", G.number_of_edges(), "edges")

# Greedy modularity finds them again.
found = community.greedy_modularity_communities(G)
for i, c in enumerate(found):
    print(i, len(c), sorted(c)[:6])

print("modularity %.3f" % community.modularity(G, found))

# Write the membership on the nodes.
for i, c in enumerate(found):
    for n in c:
        G.nodes[n]["group"] = i

def purity(graph):
    """Share of the nodes whose group has the planted block as its majority."""
    good = 0
    for group in sorted({d["group"] for _, d in graph.nodes(data=True)}):
        blocks = [d["block"] for _, d in graph.nodes(data=True) if d["group"] == group]
        good += max(blocks.count(b) for b in set(blocks))
    return good / len(graph)

print(f"purity {purity(G):.2f}")

# Label propagation for comparison.
other = list(community.asyn_lpa_communities(G, seed=3))
sorted(len(c) for c in other)
