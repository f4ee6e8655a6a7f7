# The game of life on a torus.
import numpy as np

def neighbours(board):
    return sum(np.roll(board, (i, j), (0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))

def step(board):
    n = neighbours(board)
    board[:] = (n == 3) | ((board == 1) & (n == 2))

def show(board):
    print("\n".join("".join("█" if c else "·" for c in row) for row in board))

board = np.zeros((8, 16), dtype=int)
glider = [(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)]
for r, c in glider:
    board[r, c] = 1
show(board)

# Four generations later it has moved by one.
before = board.copy()
for _ in range(4):
    step(board)
print(np.array_equal(np.roll(before, (1, 1), (0, 1)), board))

# Something in its way.
board[5:8, 8] = 1
show(board)

population = []
for generation in range(40):
    step(board)
    population.append(int(board.sum()))
show(board)

print(population)

max(population), population.index(max(population))
