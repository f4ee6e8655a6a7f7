# ends: ok
# shows: 
import os
for number in (0, 1, 2):
    os.close(number)
