# ends: ok
# shows: \x00
import sys
sys.stdout.buffer.write(bytes(range(256)) * 10)
sys.stdout.flush()
