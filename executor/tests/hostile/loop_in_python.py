# ends: interrupted
# shows: KeyboardInterrupt
print('on')
while True:
    pass
