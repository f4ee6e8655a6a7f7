# %%
import networkx as nx
import numpy as np

# %% [markdown]
# # SIR on a small world
# Each infected node infects each susceptible neighbour with probability `beta`, and recovers with `gamma`.

# %% Parameters
beta, gamma = 0.25, 0.3
rng = np.random.default_rng(1)
G = nx.watts_strogatz_graph(120, 4, 0.1, seed=1)

# %%
state = {n: "S" for n in G}
for n in rng.choice(120, size=3, replace=False):
    state[int(n)] = "I"
history = []

# %% Let it run
def step(state):
    new = dict(state)
    for n in G:
        if state[n] != "I":
            continue
        for m in G[n]:
            if state[m] == "S" and rng.random() < beta:
                new[m] = "I"
        if rng.random() < gamma:
            new[n] = "R"
    return new

day = 0
while "I" in state.values() and day < 100:
    state = step(state)
    history.append([list(state.values()).count(s) for s in "SIR"])
    day += 1
print("over after", day, "days")

# %%
for d, (s, i, r) in enumerate(history[:12]):
    print(f"{d:2d} " + "S" * (s // 4) + "i" * (i // 4) + "." * (r // 4))

# %%
peak = max(range(len(history)), key=lambda d: history[d][1])
{"peak day": peak, "infected then": history[peak][1], "never infected": history[-1][0]}
