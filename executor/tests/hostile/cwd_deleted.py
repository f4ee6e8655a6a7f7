# ends: ok
# shows: gone
import os, tempfile
folder = tempfile.mkdtemp()
os.chdir(folder)
os.rmdir(folder)
print('gone')
