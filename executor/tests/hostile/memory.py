# ends: ok
# shows: MemoryError
held = []
while True:
    held.append(bytearray(1 << 24))
