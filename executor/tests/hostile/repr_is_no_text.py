# ends: ok
# shows: TypeError
class Trap:
    def __repr__(self):
        return 5
Trap()
