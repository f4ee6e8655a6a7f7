# ends: ok
# shows: 
del __builtins__
