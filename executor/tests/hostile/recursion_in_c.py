# ends: ok
# shows: RecursionError
nested = []
for _ in range(200_000):
    nested = [nested]
repr(nested)
