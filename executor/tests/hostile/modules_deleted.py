# ends: ok
# shows: 
import sys
for name in list(sys.modules):
    if name != 'sys':
        del sys.modules[name]
