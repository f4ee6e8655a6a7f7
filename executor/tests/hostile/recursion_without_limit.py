# ends: died
# shows: signal 11
import sys
sys.setrecursionlimit(10**9)
def deep(n):
    return [*map(deep, [n + 1])]
deep(0)
