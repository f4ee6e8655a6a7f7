# ends: ok
# shows: 
import builtins
vars(builtins).clear()
