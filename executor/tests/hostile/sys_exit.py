# ends: exited
# shows: last words
import sys
print('last words')
sys.exit(3)
