# ends: ok
# shows: 
import os
hole = os.open(os.devnull, os.O_RDWR)
for number in range(3):
    os.dup2(hole, number)
