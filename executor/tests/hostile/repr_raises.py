# ends: ok
# shows: ZeroDivisionError
class Trap:
    def __repr__(self):
        return 1 / 0
Trap()
