# ends: ok
# shows: RecursionError
def deep():
    return deep() + 1
deep()
