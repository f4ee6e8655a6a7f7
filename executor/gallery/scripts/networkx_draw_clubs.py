# Draws the karate club coloured by the two factions.
import matplotlib.pyplot as plt
import networkx as nx

G = nx.karate_club_graph()
print("Node Degree")
for v in G:
    if G.degree(v) > 8:
        print(f"{v:4} {G.degree(v):6}")

pos = nx.spring_layout(G, seed=225, iterations=30)
colors = ["tab:blue" if G.nodes[v]["club"] == "Mr. Hi" else "tab:orange" for v in G]

plt.figure(figsize=(5, 4))
nx.draw_networkx_edges(G, pos, alpha=0.3)

nx.draw_networkx_nodes(G, pos, node_color=colors, node_size=120)

# Only the two leaders get a label.
nx.draw_networkx_labels(G, pos, labels={0: "Hi", 33: "John"}, font_size=9)

plt.title("Karate club")
plt.axis("off")
plt.show()

# The edges between the factions.
cut = [(u, v) for u, v in G.edges if G.nodes[u]["club"] != G.nodes[v]["club"]]
print(len(cut), "edges cross")
cut[:5]
