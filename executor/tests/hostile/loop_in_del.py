# ends: interrupted
# shows: on
class Last:
    def __del__(self):
        while True:
            pass
print('on')
last = Last()
del last
