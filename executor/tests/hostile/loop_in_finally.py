# ends: interrupted
# shows: KeyboardInterrupt
def forever():
    try:
        yield 1
    finally:
        while True:
            pass
print('on')
for value in forever():
    break
