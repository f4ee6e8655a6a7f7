# %% [markdown]
# # Customers at a counter
# A discrete event simulation with a heap.

# %%
import heapq
import random
import statistics

# %% Parameters
arrival, service, counters = 1.0, 1.7, 2
random.seed(99)

# %%
def simulate(counters, customers=200):
    events, waiting, waits = [], [], []
    time = 0.0
    for i in range(customers):
        time += random.expovariate(1 / arrival)
        heapq.heappush(events, (time, "arrive", i))
    free = counters
    while events:
        now, kind, who = heapq.heappop(events)
        if kind == "arrive":
            waiting.append((now, who))
        else:
            free += 1
        while free and waiting:
            since, next_one = waiting.pop(0)
            waits.append(now - since)
            free -= 1
            heapq.heappush(events, (now + random.expovariate(1 / service), "leave", next_one))
    return waits

# %% Run
waits = simulate(counters)
print(f"mean wait {statistics.mean(waits):.2f}, longest {max(waits):.2f}")

# %% How many counters?
table = {}
for n in range(2, 6):
    runs = [statistics.mean(simulate(n)) for _ in range(5)]
    table[n] = statistics.mean(runs)
    print(f"{n} counters: {table[n]:.3f}")

# %%
enough = min(n for n in table if table[n] < 0.5)
f"{enough} counters are enough"
