# ends: ok
# shows: RecursionError
class Trap:
    def __repr__(self):
        return repr(self)
Trap()
