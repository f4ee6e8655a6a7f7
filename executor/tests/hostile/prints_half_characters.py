# ends: ok
# shows: �
import os
os.write(1, 'é'.encode()[:1])
os.write(2, b'\xff\xfe')
print('\ud800')
