# ends: died
# shows: code 0
import os
os.execvp('true', ['true'])
