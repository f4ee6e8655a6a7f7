# ends: interrupted
# shows: KeyboardInterrupt
print('on')
while True:
    try:
        while True:
            pass
    except:
        pass
