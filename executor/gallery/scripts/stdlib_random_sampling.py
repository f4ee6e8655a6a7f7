# %% [markdown]
# # Sampling with the module random

# %%
import random
from itertools import accumulate

random.seed(2024)

# %% Dice
throws = [random.randint(1, 6) + random.randint(1, 6) for _ in range(500)]
for total in range(2, 13):
    print(f"{total:2d} {throws.count(total):3d} {'=' * (throws.count(total) // 4)}")

# %% A deck
suits, ranks = "CDHS", "23456789TJQKA"
deck = [r + s for s in suits for r in ranks]
random.shuffle(deck)
hands = [sorted(deck[i::13][:5]) for i in range(4)]
hands[0]

# %%
aces = [sum(card[0] == "A" for card in hand) for hand in hands]
print(aces, sum(aces))

# %% A walk
walk = list(accumulate(random.choices([-1, 1], k=200)))
print("end", walk[-1], "highest", max(walk), "lowest", min(walk))

# %% Its own generator
rng = random.Random("gallery")
picks = rng.sample(range(100), 6)
picks.sort()
picks

# %%
round(random.gauss(0, 1), 6), rng.random() < 1
