# Grades from marks, with dictionaries and helper functions.
import pandas as pd

marks = {
    "Ann": {"maths": 81, "physics": 66, "art": 92},
    "Bob": {"maths": 45, "physics": 58, "art": 71},
    "Cid": {"maths": 93, "physics": 88, "art": 39},
}
weights = {"maths": 2, "physics": 2, "art": 1}

df = pd.DataFrame(marks).T
df

def grade(mark):
    for limit, letter in [(90, "A"), (75, "B"), (60, "C"), (50, "D")]:
        if mark >= limit:
            return letter
    return "F"

letters = df.map(grade)
letters

# A mark is corrected afterwards.
df.loc["Bob", "maths"] += 7
letters.loc["Bob", "maths"] = grade(df.loc["Bob", "maths"])

w = pd.Series(weights)
df["mean"] = (df[list(weights)] * w).sum(axis=1) / w.sum()
print(df["mean"].round(1).to_string())

df["passed"] = (df[list(weights)] >= 50).all(axis=1)

def report(row):
    worst = row[list(weights)].astype(float).idxmin()
    return f"{row.name}: {row['mean']:.1f}, {'passed' if row['passed'] else 'failed'}, worst in {worst}"

for line in df.apply(report, axis=1):
    print(line)

df.rank(ascending=False)["mean"].astype(int).sort_values()
