# ends: interrupted
# shows: KeyboardInterrupt
import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
print('on')
while True:
    pass
