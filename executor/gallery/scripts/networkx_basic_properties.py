"""
Basic properties of a graph
===========================
Distances and a few summary numbers of a small lollipop graph.
"""
import networkx as nx

# A complete graph of five nodes with a tail of six.
G = nx.lollipop_graph(5, 6)

pathlengths = []
print("source vertex {target:length, }")
for v in G.nodes():
    spl = dict(nx.single_source_shortest_path_length(G, v))
    print(f"{v} {spl}")
    for p in spl:
        pathlengths.append(spl[p])

print(f"average shortest path length {sum(pathlengths) / len(pathlengths):.4f}")

# How often each distance occurs.
dist = {}
for p in pathlengths:
    if p in dist:
        dist[p] += 1
    else:
        dist[p] = 1

for d in sorted(dist):
    print(f"{d:3d} {dist[d]:4d}")

print(f"radius: {nx.radius(G)}")
print(f"diameter: {nx.diameter(G)}")
print(f"center: {nx.center(G)}")
print(f"density: {nx.density(G):.3f}")

nx.eccentricity(G)
