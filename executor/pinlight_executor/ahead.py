"""What every process will do first, done once before they are forked: what it leaves in memory, all of them share.

The interpreter writes to a function's code while it gets used to it, and to a module whenever it looks at it.
"""

from __future__ import annotations

from .incremental.ambient import libraries
from .incremental.static_names import static_names
from .plan_frame import encode_plan
from .reader import Reader
from .reason import Reason
from .repair import remember

_TIMES = 12
_SAMPLE = '''"""Title"""

import os

# Prose, and code below it.
def area(width, height=2):
    return [width * height for _ in range({})]

print(f"{{area(3)}}")
area(4)
'''


def think_ahead() -> None:
    """Runs nothing of anybody's."""
    remember()
    libraries.modules()
    reader = Reader([static_names])
    for number in range(_TIMES):
        blocks = reader.read(_SAMPLE.format(number)).blocks
        encode_plan(blocks, [], {block.id: Reason("kept", "") for block in blocks})
