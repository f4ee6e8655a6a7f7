# ends: ok
# shows: started
import subprocess
children = [subprocess.Popen(['sleep', '600']) for _ in range(3)]
print('started')
