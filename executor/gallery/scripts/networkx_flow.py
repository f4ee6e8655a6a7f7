# %% [markdown]
# # Maximum flow through a water network

# %%
import networkx as nx

pipes = """
s a 10
s b 8
a c 5
a b 2
b d 10
c t 7
d c 3
d t 8
"""

# %% Read the pipes
G = nx.DiGraph()
for line in pipes.strip().splitlines():
    u, v, c = line.split()
    G.add_edge(u, v, capacity=int(c))
print(G.number_of_nodes(), "junctions")

# %% Flow and cut
value, flow = nx.maximum_flow(G, "s", "t")
print("flow", value)
for u in flow:
    for v, f in flow[u].items():
        cap = G[u][v]["capacity"]
        bar = "#" * f + "." * (cap - f)
        print(f"{u}->{v} {bar}")

# %%
cut_value, (left, right) = nx.minimum_cut(G, "s", "t")
assert cut_value == value
sorted(left), sorted(right)

# %% Which pipe is worth widening?
gains = {}
for u, v in list(G.edges):
    G[u][v]["capacity"] += 1
    gains[u, v] = nx.maximum_flow_value(G, "s", "t") - value
    G[u][v]["capacity"] -= 1
[edge for edge, gain in gains.items() if gain > 0]
