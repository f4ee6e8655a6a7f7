# # What can be built at the same time?
# Tasks and what they wait for; a topological order, generations, and the critical path.
import networkx as nx

needs = {
    "foundation": [],
    "walls": ["foundation"],
    "roof": ["walls"],
    "windows": ["walls"],
    "wiring": ["walls"],
    "plaster": ["wiring", "windows"],
    "paint": ["plaster", "roof"],
}
days = {"foundation": 10, "walls": 14, "roof": 5, "windows": 3, "wiring": 6, "plaster": 7, "paint": 4}

D = nx.DiGraph()
for task, before in needs.items():
    D.add_node(task, days=days[task])
    for b in before:
        D.add_edge(b, task, weight=days[b])

assert nx.is_directed_acyclic_graph(D)
list(nx.lexicographical_topological_sort(D))

for day, generation in enumerate(nx.topological_generations(D)):
    print(day, sorted(generation))

# ## Earliest starts
start = {}
for task in nx.lexicographical_topological_sort(D):
    start[task] = max((start[b] + days[b] for b in D.predecessors(task)), default=0)
for task, s in start.items():
    print(f"{task:12} {s:3d} .. {s + days[task]:3d}")

print("done after", max(start[t] + days[t] for t in start), "days")

# The critical path.
path = nx.dag_longest_path(D)
path

# A delay on the wiring moves what?
days["wiring"] += 4
late = {}
for task in nx.lexicographical_topological_sort(D):
    late[task] = max((late[b] + days[b] for b in D.predecessors(task)), default=0)
moved = [t for t in late if late[t] != start[t]]
print("moved:", moved)
