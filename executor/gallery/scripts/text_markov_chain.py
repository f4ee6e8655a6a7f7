# %% [markdown]
# A Markov chain that babbles in the manner of a text.

# %%
import random
from collections import defaultdict

# %%
source = (
    "the old man and the sea and the boy and the fish . the fish was old and the sea was deep . "
    "the boy saw the old man and the man saw the sea . deep was the sea and the night was cold ."
)
words = source.split()

# %%
chain = defaultdict(list)
order = 1
for i in range(len(words) - order):
    chain[tuple(words[i : i + order])].append(words[i + order])
print(len(chain), "states")

# %%
random.seed(5)

# %%
def babble(n, start=("the",)):
    out = list(start)
    for _ in range(n):
        options = chain.get(tuple(out[-order:]))
        if not options:
            break
        out.append(random.choice(options))
    return " ".join(out)

# %%
print(babble(12))

# %%
print(babble(12))

# %% The most certain steps
certain = {key: set(nexts) for key, nexts in chain.items() if len(set(nexts)) == 1}
for key in sorted(certain):
    print(" ".join(key), "->", *certain[key])

# %%
sentences = [babble(15).split(" .")[0] for _ in range(4)]
max(sentences, key=len)
