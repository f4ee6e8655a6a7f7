# Letters from a template, with logging and a warning for what is missing.
import logging
import string
import warnings

logging.basicConfig(level=logging.INFO, format="%(levelname)s: %(message)s", force=True)
log = logging.getLogger("letters")

template = string.Template("Dear $name,\nyour order of $count $item is $state.\n")

orders = [
    {"name": "Ann", "count": 2, "item": "lamps", "state": "on its way"},
    {"name": "Bob", "count": 1, "item": "desk"},
    {"name": "Cid", "count": 5, "item": "chairs", "state": "late"},
]

def write(order):
    try:
        return template.substitute(order)
    except KeyError as missing:
        warnings.warn(f"no {missing.args[0]} for {order['name']}")
        return template.safe_substitute(order)

letters = [write(order) for order in orders]
print(letters[0])

log.info("%d letters", len(letters))

# Bob's is mended.
orders[1]["state"] = "ready"
letters[1] = write(orders[1])

with open("letters.txt", "w") as f:
    f.write("---\n".join(letters))
log.warning("written")

with open("letters.txt") as f:
    for number, line in enumerate(f, 1):
        if "order" in line:
            print(number, line.strip())

max(letters, key=len).upper().splitlines()[-1]
