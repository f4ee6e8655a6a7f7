# ends: ok
# shows: xxxx
class Trap:
    def __repr__(self):
        return 'x' * 100_000_000
Trap()
