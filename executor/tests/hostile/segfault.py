# ends: died
# shows: Segmentation fault in a.py, line 4
import ctypes
ctypes.string_at(0)
