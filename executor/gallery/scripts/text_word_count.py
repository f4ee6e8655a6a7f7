# # Counting words
import re
from collections import Counter, defaultdict

text = """
It was a bright cold day in a small harbour town, and the gulls were awake.
The harbour master counted boats: two boats at dawn, three boats at noon.
At night the gulls slept, and the harbour was a bright mirror for the moon.
"""

words = re.findall(r"[a-z]+", text.lower())
print(len(words), "words,", len(set(words)), "different")

counts = Counter(words)
counts.most_common(5)

# Leave the small words out.
stop = {"a", "the", "and", "in", "at", "it", "was", "were", "for"}
for w in stop:
    del counts[w]
counts.most_common(5)

by_length = defaultdict(list)
for w in sorted(counts):
    by_length[len(w)].append(w)

for n in sorted(by_length):
    print(n, *by_length[n])

# Which word follows which?
follows = defaultdict(Counter)
for a, b in zip(words, words[1:]):
    follows[a][b] += 1
follows["the"].most_common(2)

def longest(words):
    return max(words, key=lambda w: (len(w), w))

longest(words)
