# ends: ok
# shows: 
import builtins
builtins.__import__ = builtins.print = builtins.open = builtins.len = None
