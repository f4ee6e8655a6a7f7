# ends: died
# shows: code 3
import os
os._exit(3)
