# ends: ok
# shows: 
class Any:
    def __getattr__(self, name):
        return Any()
    def __call__(self, *a, **k):
        return Any()
Any()
