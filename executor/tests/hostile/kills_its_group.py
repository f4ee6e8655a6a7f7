# ends: died
# shows: signal 9
import os, signal
os.killpg(0, signal.SIGKILL)
