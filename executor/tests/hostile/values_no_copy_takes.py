# ends: ok
# shows: [[...]]
import threading
lock, generator = threading.Lock(), (n for n in range(3))
circle = []
circle.append(circle)
class Stubborn:
    def __reduce_ex__(self, protocol):
        raise RuntimeError('not me')
    def __deepcopy__(self, memo):
        raise RuntimeError('not me')
    def __eq__(self, other):
        raise RuntimeError('nor me')
    __hash__ = None
stubborn = Stubborn()
circle
