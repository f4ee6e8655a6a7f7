# %% [markdown]
# Number theory with sympy and plain Python.

# %%
from sympy import divisors, factorint, gcd, isprime, nextprime, primerange, totient

# %%
list(primerange(50))

# %%
factorint(2**32 + 1)

# %%
def gaps(limit):
    """How often each gap between primes occurs."""
    count = {}
    last = 2
    for p in primerange(3, limit):
        count[p - last] = count.get(p - last, 0) + 1
        last = p
    return count

# %%
table = gaps(1000)
for gap in sorted(table):
    print(f"{gap:3d} {'*' * (table[gap] // 2)} {table[gap]}")

# %% Perfect numbers
perfect = [n for n in range(2, 1000) if sum(divisors(n)[:-1]) == n]
perfect

# %%
print([int(totient(n)) for n in range(1, 13)])

# %% A toy RSA
p, q = nextprime(100), nextprime(200)
n, phi = p * q, (p - 1) * (q - 1)
e = 17
assert gcd(e, phi) == 1
d = pow(e, -1, phi)

# %%
message = 4242
secret = pow(message, e, n)
print(n, secret, pow(secret, d, n) == message)

# %%
isprime(n), isprime(2**61 - 1)
