# ends: died
# shows: Aborted in a.py, line 4
import os
os.abort()
