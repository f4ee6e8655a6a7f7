# # Growing networks
# Preferential attachment against uniform attachment, with the module `random`.
import random
from collections import Counter

import networkx as nx

random.seed(42)

def grow(n, preferential):
    G = nx.Graph()
    G.add_edge(0, 1)
    ends = [0, 1]
    for new in range(2, n):
        old = random.choice(ends) if preferential else random.randrange(new)
        G.add_edge(new, old)
        ends += [new, old]
    return G

rich = grow(300, True)
flat = grow(300, False)
print(nx.is_tree(rich), nx.is_tree(flat))

# The hubs.
for name, G in [("rich", rich), ("flat", flat)]:
    top = sorted(G.degree, key=lambda item: (-item[1], item[0]))[:4]
    print(name, top)

hist = Counter(d for _, d in rich.degree)
for degree in sorted(hist)[:8]:
    print(f"{degree:2d} " + "*" * (hist[degree] // 4))

# Remove nodes at random and see what is left of the largest component.
victims = random.sample(sorted(rich), 30)
rich.remove_nodes_from(victims)
print(max(len(c) for c in nx.connected_components(rich)))

# The same number of hubs removed from the other.
hubs = [v for v, _ in sorted(flat.degree, key=lambda item: (-item[1], item[0]))[:30]]
flat.remove_nodes_from(hubs)
max(len(c) for c in nx.connected_components(flat))
