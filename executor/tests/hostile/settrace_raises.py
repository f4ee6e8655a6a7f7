# ends: ok
# shows: traced
import sys
def trace(frame, event, argument):
    raise RuntimeError('traced')
sys.settrace(trace)
(lambda: 0)()
