# ends: interrupted
# shows: KeyboardInterrupt
import asyncio
print('on')
await asyncio.sleep(1e9)
