# ends: ok
# shows: goes on
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
print('goes on')
