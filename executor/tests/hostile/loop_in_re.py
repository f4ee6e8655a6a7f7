# ends: interrupted
# shows: KeyboardInterrupt
import re
display('on')
re.match('(a*)*b', 'a' * 60)
