# ends: killed
# shows: on
display('on')
sum(range(10**12))
