# ends: ok
# shows: 
import sys
sys.stdout = sys.stderr = sys.__stdout__ = None
print('into nothing')
