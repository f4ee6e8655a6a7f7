# ends: ok
# shows: registered
import atexit, time
atexit.register(time.sleep, 1e9)
print('registered')
