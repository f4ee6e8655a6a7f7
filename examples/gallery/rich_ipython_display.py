"""
# IPython.display

Documents written for notebooks find the names that they know. Where IPython is not installed, Pinlight has a stand-in
for this module, so that this document needs nothing.
"""

from base64 import b64decode
from IPython.display import HTML, JSON, SVG, Code, Image, Latex, Markdown, Math
from IPython.display import DisplayHandle, Pretty, clear_output, display, update_display

# ## Several results in one block
# `display` shows a value where the block stands, in order with its prints.
print("first a print,")
display(Markdown("then **Markdown**,"))
print("then another print, and then the last expression:")
Markdown("*the end*")

# ## A place that is shown again
progress = DisplayHandle()
progress.display("nothing is done")
for step in range(1, 4):
    progress.update(f"{step} of 3 done")

# ## A place with a name
display(Markdown("a draft"), display_id="summary")
print("This print stays below it.")
update_display(Markdown("the **final** summary"), display_id="summary")

# ## Cleared output
for attempt in range(1, 6):
    clear_output(wait=True)
    print(f"attempt {attempt} of 5")

# ## HTML
HTML("""
<details open>
  <summary>Timetable</summary>
  <table><tr><th>line</th><th>late</th></tr><tr><td>S2</td><td>3</td></tr></table>
</details>
""")

# ## Markdown
Markdown(r"""
| line | late |
|---|---|
| S2 | 3 |

and a formula, $e^{i\pi} = -1$
""")

# ## LaTeX and formulas
display(Latex(r"$\int_0^1 x^2\,dx = \tfrac{1}{3}$"))
Math(r"\sum_{n=1}^\infty \frac{1}{n^2} = \frac{\pi^2}{6}")

# ## SVG
SVG("""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="240">
  <circle cx="20" cy="20" r="16" fill="#3b6fd4"/>
  <path d="M44 30 76 8l32 22z" fill="#d97706"/>
</svg>
""")

# ## An image
# From bytes or from a file; `width` and `alt` are respected.
squares = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAH0lEQVR42mOwzr8CRDfL2YAI"
    "mc2AUwJTCMLGLUEHOwBkFVqB8ngjTQAAAABJRU5ErkJggg=="
)
Image(squares, width=64, alt="blue and orange squares")

# ## JSON
JSON({"line": "S2", "late": [2, 0, 7], "closed": None})

# ## Code
Code("def late(trips):\n    return [t for t in trips if t.delay > 3]", language="python")

# ## Pretty
Pretty("Text that stands\n    as it was written.")
