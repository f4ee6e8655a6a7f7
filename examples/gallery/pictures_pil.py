"""
# Pillow

A picture is shown as it is, and can be copied or downloaded. Pictures that no screen could show whole are made smaller.
"""

import math
from PIL import Image, ImageDraw, ImageFilter

# ## A picture
sky = Image.new("RGB", (640, 280))
draw = ImageDraw.Draw(sky)
for y in range(sky.height):
    draw.line([(0, y), (sky.width, y)], fill=(30 + y // 3, 60 + y // 2, 140 + y // 4))
draw.ellipse([470, 40, 560, 130], fill="#ffd87a")
for far, colour in ((0, "#3d5a80"), (60, "#2b4162"), (110, "#1b2a41")):
    ridge = [(x, 170 + far * 0.6 + 26 * math.sin(x / (47 - far / 5) + far)) for x in range(0, 641, 4)]
    draw.polygon([(0, 280), *ridge, (640, 280)], fill=colour)
sky

# ## Filtered
sky.resize((320, 140)).filter(ImageFilter.CONTOUR)

# ## Transparent
glass = Image.new("RGBA", (240, 120))
draw = ImageDraw.Draw(glass)
for at, colour in enumerate(("#3b6fd4b0", "#d97706b0", "#2f9e69b0")):
    draw.ellipse([20 + 55 * at, 15, 110 + 55 * at, 105], fill=colour)
glass

# ## Grey
grey = sky.convert("L").resize((200, 88))
grey

# ## One bit deep
grey.convert("1")
