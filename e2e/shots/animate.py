"""Frames with their durations, on standard input as JSON, as one animated WebP: {"frames": [[file, ms], …], "to": file}."""

import json
import sys

from PIL import Image

job = json.load(sys.stdin)
# Frames that look the same are one, shown longer: the file stays small.
images, durations = [], []
for name, ms in job["frames"]:
    image = Image.open(name).convert("RGB")
    if images and images[-1].tobytes() == image.tobytes():
        durations[-1] += ms
    else:
        images.append(image)
        durations.append(ms)
images[0].save(job["to"], save_all=True, append_images=images[1:], duration=durations, loop=0, quality=80, method=4)
