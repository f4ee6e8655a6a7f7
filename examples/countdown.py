# # A slow document
#
# Prints appear while the block still runs. While it counts, the strip below says so, and an owner can cancel it.

import time

for second in range(10, 0, -1):
    print(second, "…")
    time.sleep(1)

print("Lift-off.")

# Change this comment: nothing runs. Change this number, and only the last block does:

42
