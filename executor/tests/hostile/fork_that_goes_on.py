# ends: ok
# shows: parent
import os
pid = os.fork()
print('parent' if pid else 'child')
if pid:
    os.waitpid(pid, 0)
else:
    raise SystemExit
