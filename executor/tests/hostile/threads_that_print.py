# ends: ok
# shows: started
import threading, time
def shout():
    while True:
        print('again')
        time.sleep(0.001)
for _ in range(3):
    threading.Thread(target=shout, daemon=True).start()
print('started')
