# ends: ok
# shows: 3
import sys
def trace(frame, event, argument):
    return trace
sys.settrace(trace)
sys.setprofile(lambda *_: None)
print(1 + 2)
