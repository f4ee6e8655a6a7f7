# ends: died
# shows: signal 9
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
