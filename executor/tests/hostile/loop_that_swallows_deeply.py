# ends: interrupted
# shows: KeyboardInterrupt
print('on')
def stubborn(depth):
    while True:
        try:
            if depth:
                stubborn(depth - 1)
            while True:
                pass
        except BaseException:
            continue
stubborn(5)
