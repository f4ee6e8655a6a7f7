# Write a graph as an edge list and as JSON, and read both back.
import json

import networkx as nx

G = nx.grid_2d_graph(3, 4)
G = nx.convert_node_labels_to_integers(G, ordering="sorted", label_attribute="at")
for u, v in G.edges:
    G[u][v]["weight"] = abs(u - v)

nx.write_edgelist(G, "grid.edgelist", data=["weight"])
with open("grid.edgelist") as f:
    lines = f.readlines()
print(len(lines), "lines")
print("".join(lines[:4]))

H = nx.read_edgelist("grid.edgelist", nodetype=int, data=[("weight", int)])
print("same edges:", nx.utils.edges_equal(G.edges, H.edges))

# JSON keeps the attributes of the nodes too.
data = nx.node_link_data(G, edges="links")
with open("grid.json", "w") as f:
    json.dump(data, f)

with open("grid.json") as f:
    J = nx.node_link_graph(json.load(f), edges="links")
J.nodes[5]

# Tuples come back as lists.
type(J.nodes[5]["at"]).__name__

mst = nx.minimum_spanning_tree(H)
sum(d["weight"] for _, _, d in mst.edges(data=True))
