# ends: interrupted
# shows: KeyboardInterrupt
class Hang:
    def __repr__(self):
        print('on')
        while True:
            pass
Hang()
