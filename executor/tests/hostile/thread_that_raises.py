# ends: ok
# shows: ValueError: from a thread
import threading
def fail():
    raise ValueError('from a thread')
thread = threading.Thread(target=fail)
thread.start()
thread.join()
