# # Shortest paths on a small road map
# Towns are nodes, roads carry their length in kilometres.
import networkx as nx

roads = [
    ("Ashby", "Brill", 7),
    ("Brill", "Corby", 12),
    ("Ashby", "Dover", 15),
    ("Dover", "Corby", 3),
    ("Corby", "Ely", 9),
    ("Dover", "Ely", 16),
]

G = nx.Graph()
for a, b, km in roads:
    G.add_edge(a, b, km=km)
print(G)

def describe(path):
    length = nx.path_weight(G, path, "km")
    return " -> ".join(path) + f"  ({length} km)"

best = nx.dijkstra_path(G, "Ashby", "Ely", weight="km")
describe(best)

# Every simple way, from short to long.
ways = sorted(nx.all_simple_paths(G, "Ashby", "Ely"), key=lambda p: nx.path_weight(G, p, "km"))
for way in ways:
    print(describe(way))

# A road is closed for repairs ...
G.remove_edge("Dover", "Corby")

describe(nx.dijkstra_path(G, "Ashby", "Ely", weight="km"))

# ... and a ferry is put in its place.
G.add_edge("Brill", "Ely", km=5)
table = dict(nx.all_pairs_dijkstra_path_length(G, weight="km"))
for town in sorted(G):
    print(f"{town:6}", [table[town][other] for other in sorted(G)])

max(G.edges(data="km"), key=lambda e: e[2])
