# ends: ok
# shows: nobody to answer
name = input('Name? ')
