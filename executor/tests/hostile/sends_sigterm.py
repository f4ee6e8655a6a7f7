# ends: died
# shows: signal 15
import os, signal
os.kill(os.getpid(), signal.SIGTERM)
while True:
    pass
