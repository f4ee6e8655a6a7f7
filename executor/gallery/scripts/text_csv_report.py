# %% [markdown]
# # A report from a CSV file
# Written, read back, and rendered as plain text and as Markdown.

# %%
import csv
import textwrap
from pathlib import Path

rows = [
    {"city": "Oslo", "year": 2019, "rain": 811},
    {"city": "Oslo", "year": 2020, "rain": 998},
    {"city": "Rome", "year": 2019, "rain": 920},
    {"city": "Rome", "year": 2020, "rain": 604},
]

# %% Write
path = Path("rain.csv")
with path.open("w", newline="") as f:
    writer = csv.DictWriter(f, fieldnames=["city", "year", "rain"])
    writer.writeheader()
    writer.writerows(rows)
print(path.read_text().count("\n"), "lines")

# %% Read
totals = {}
with path.open(newline="") as f:
    for row in csv.DictReader(f):
        totals.setdefault(row["city"], []).append(int(row["rain"]))
totals

# %% Render
lines = ["| city | mean | change |", "|---|---|---|"]
for city, values in totals.items():
    lines.append(f"| {city} | {sum(values) / len(values):.1f} | {values[-1] - values[0]:+d} |")
report = "\n".join(lines)
print(report)

# %%
Path("report.md").write_text(report + "\n")
note = "The years are too few for any trend, and the stations were moved in between, so do not read much into it."
print(textwrap.fill(note, 40, initial_indent="> ", subsequent_indent="> "))

# %%
sorted(p.name for p in Path(".").glob("r*") if p.is_file())
