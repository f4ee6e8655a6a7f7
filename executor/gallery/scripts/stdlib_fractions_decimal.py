# # Exact numbers
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

0.1 + 0.2 == 0.3

Fraction(1, 10) + Fraction(2, 10) == Fraction(3, 10)

# Egyptian fractions, greedily.
def egyptian(f):
    parts = []
    while f > 0:
        unit = Fraction(1, -(-f.denominator // f.numerator))
        parts.append(unit)
        f -= unit
    return parts

for f in [Fraction(5, 6), Fraction(4, 13), Fraction(7, 15)]:
    print(f, "=", " + ".join(map(str, egyptian(f))))

getcontext().prec = 30
Decimal(2).sqrt()

getcontext().prec = 8
print(Decimal(1) / Decimal(7))

# Money.
prices = ["19.99", "5.05", "0.745"]
total = Decimal(0)
for p in prices:
    total += Decimal(p)
    print(f"{p:>7} {total:>9}")
cents = total.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
cents

rates = {"reduced": Decimal("0.07"), "full": Decimal("0.19")}
{name: (cents * rate).quantize(Decimal("0.01")) for name, rate in rates.items()}
