# ends: ok
# shows: Trap
class Trap(Exception):
    def __str__(self):
        raise Trap
raise Trap
