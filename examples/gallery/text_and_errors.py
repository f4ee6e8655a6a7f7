"""
# Text, errors, and values that show themselves

Nothing here needs a library. The last blocks fail on purpose: `python text_and_errors.py` ends there, with its
traceback, as a script does. This page shows each failure where it happened, and goes on.
"""

import logging
import sys
import time
import traceback
import warnings
from dataclasses import dataclass, field

# ## Prints
# What is printed is there while the block still runs. Standard error is set apart.
print("Reading the timetable")
print("120 trips, 3 of them without an arrival", file=sys.stderr)

# ## Terminal colours
# As test runners and linters print them.
print("\033[32mpassed\033[0m  test_departures")
print("\033[31mfailed\033[0m  test_arrivals")
print("\033[1mbold\033[0m, \033[4munderlined\033[0m")
print("\033[38;5;208mone of 256\033[0m, \033[38;2;124;92;220mone of 16 million\033[0m")

# ## A progress bar
# A carriage return begins the line again: the last state is what stays.
for percent in range(0, 101, 4):
    print(f"\r{'█' * (percent // 4):░<25} {percent:3} %", end="", flush=True)
    time.sleep(0.01)
print()

# ## Logging
style = "%(levelname)-8s %(name)s: %(message)s"
logging.basicConfig(format=style, level=logging.INFO)
log = logging.getLogger("timetable")
log.info("120 trips read")
log.warning("3 trips have no arrival")
log.debug("not shown: the level is INFO")

# ## A warning
warnings.warn("`arrival` will be required from 2027 on", FutureWarning)

@dataclass
class Stop:
    name: str
    minutes: int
    platforms: list[str] = field(default_factory=list)

# ## A tree
# Nested values fold. Arrow keys move in them.
{
    "line": "S2",
    "stops": [
        Stop("Harbour", 0, ["1", "2"]),
        Stop("Old Town", 4, ["1"]),
        Stop("University", 9, ["3", "4"]),
    ],
}

# ## Values that show themselves
# Any object with a `_repr_html_`, `_repr_svg_`, `_repr_markdown_` … method, or with all of them in one:
class As:
    def __init__(self, mime, body):
        self.mime, self.body = mime, body

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {self.mime: self.body, "text/plain": f"<{self.mime}>"}

# ### JSON
timetable = {"line": "S2", "late": [2, 0, 7], "platforms": {"Harbour": ["1", "2"]}}
As("application/json", timetable)

# ### Markdown
As("text/markdown", r"""
**Three** of 120 trips were late:

- two by *five* minutes
- one by $\sqrt{81}$ minutes

| line | late |
|---|---|
| S2 | 3 |
""")

# ### HTML
# It lives in a frame of its own, with its scripts, and without a network.
As("text/html", """
<p>Pressed <b id="count">0</b> times. <button>Press</button></p>
<script>
  const count = document.getElementById("count");
  document.querySelector("button").onclick = () => count.textContent++;
</script>
""")

# ### SVG
bars = "".join(
    f'<rect x="{28 * at}" y="{90 - height}" width="20" height="{height}" rx="3" fill="#3b6fd4"/>'
    for at, height in enumerate([22, 40, 31, 64, 80, 57, 36])
)
svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 190 92" width="380">'
As("image/svg+xml", f"{svg}{bars}</svg>")

# ### LaTeX
As("text/latex", r"$\sigma_{\bar x} = \frac{\sigma}{\sqrt{n}}$")

def minutes_between(departure, arrival):
    return arrival - departure

# ## A caught error
# Printed by the program itself; the block is well.
try:
    minutes_between(10, "11")
except TypeError:
    traceback.print_exc()

# ## An error on purpose
# It belongs to its block, with the line that is to blame. The traceback folds out.
minutes_between(10, None)

# ## An error from an error, on purpose
try:
    {"S2": 4}["S9"]
except KeyError as error:
    raise LookupError("there is no line S9 in this timetable") from error

# ## And it goes on
f"{len(bars)} characters of bars were drawn above"
