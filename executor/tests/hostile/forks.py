# ends: ok
# shows: forked
import os
for _ in range(5):
    if os.fork() == 0:
        os.execvp('sleep', ['sleep', '600'])
print('forked')
