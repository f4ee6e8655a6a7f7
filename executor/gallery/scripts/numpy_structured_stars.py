# # Structured arrays, sorting and searching
import numpy as np

stars = np.array(
    [("Sirius", -1.46, 8.6), ("Vega", 0.03, 25.0), ("Rigel", 0.13, 860.0), ("Altair", 0.76, 16.7), ("Deneb", 1.25, 2600.0)],
    dtype=[("name", "U10"), ("magnitude", float), ("distance", float)],
)
stars["name"]

near = stars[stars["distance"] < 100]
print(len(near), "are near")

# Absolute magnitude.
absolute = stars["magnitude"] - 5 * np.log10(stars["distance"] / 32.6)
order = np.argsort(absolute)
for i in order:
    print(f"{stars['name'][i]:8} {absolute[i]:6.2f}")

stars.sort(order="distance")
stars["name"].tolist()

np.searchsorted(stars["distance"], 20)

# One entry is corrected.
stars["distance"][stars["name"] == "Deneb"] = 1500
print(stars[-1])

np.savetxt("stars.txt", stars, fmt="%s %.2f %.1f")
names, distances = [], []
for line in open("stars.txt"):
    name, _, distance = line.split()
    names.append(name)
    distances.append(float(distance))
dict(zip(names, distances))

ratio = np.divide.outer(distances, distances)
ratio.max().round(1)
