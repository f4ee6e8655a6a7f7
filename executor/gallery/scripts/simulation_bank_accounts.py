# # Accounts
# Objects that change each other, with a journal that everything is written to.
from dataclasses import dataclass, field

journal = []

@dataclass
class Account:
    owner: str
    balance: float = 0.0
    history: list = field(default_factory=list)

    def book(self, amount, why):
        if self.balance + amount < 0:
            raise ValueError(f"{self.owner} cannot pay {-amount:.2f}")
        self.balance += amount
        self.history.append(amount)
        journal.append((self.owner, amount, why))

bank = {name: Account(name) for name in ["ann", "bob", "cid"]}
for account in bank.values():
    account.book(100, "opening")
bank["ann"]

def transfer(a, b, amount):
    bank[a].book(-amount, f"to {b}")
    bank[b].book(amount, f"from {a}")

transfer("ann", "bob", 30)
transfer("bob", "cid", 55.5)

try:
    transfer("ann", "cid", 500)
except ValueError as problem:
    print("refused:", problem)

# Interest at the end of the year.
rate = 0.02
for account in bank.values():
    account.book(round(account.balance * rate, 2), "interest")

for account in bank.values():
    print(f"{account.owner} {account.balance:8.2f} {len(account.history)} bookings")

assert abs(sum(a for _, a, _ in journal) - sum(a.balance for a in bank.values())) < 1e-9
len(journal)

bank["bob"].history[-1] = 0
journal[-1], bank["bob"]
