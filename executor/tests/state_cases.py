"""Runs cases of `test_process_state` in a process of its own: `python state_cases.py`, cases as JSON on standard input.

A case is (slot, setup, change, look): `change` is what a user writes, `look` an expression that shows its effect.
"""

import contextlib
import io
import json
import sys
import traceback
from types import ModuleType

from pinlight_executor.post_import import PostImport
from pinlight_executor.state.plain import describe
from pinlight_executor.state.registry import ProcessState

main = ModuleType("__main__")
sys.modules["__main__"] = main
post_import = PostImport()
post_import.install()
state = ProcessState(post_import)


def read_all():
    return {slot.name: (slot, slot.read()) for slot in state.slots()}


def put(values):
    for slot, value in values.values():
        slot.write(value)


def run(code):
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(code, "document.py", "exec"), vars(main))


def look_at(expression):
    return repr(eval(expression, vars(main)))


def check(name, setup, change, look):
    run(setup)
    look_at(look)
    before = read_all()
    try:
        return check_from(before, name, change, look)
    finally:
        put(before)


def afresh(slot, value):
    return getattr(slot.digest, "afresh", slot.digest)(value)


def check_from(before, name, change, look):
    if name not in before:
        return f"there is no slot {name}; there are {sorted(before)}"
    slot, old = before[name]
    digest = slot.digest(old)
    put(before)
    if slot.digest(slot.read()) != digest:
        return "writing what was read changed it"
    seen = look_at(look)
    put(before)
    run(change)
    after = read_all()
    new_digest = slot.digest(after[name][1])
    if new_digest == digest:
        return "the change was not noticed"
    if afresh(slot, old) != digest:
        return "the value that was read changed later"
    seen_after = look_at(look)
    if seen_after == seen:
        return f"the case is no good: {look} is {seen} before and after"
    put(before)
    if slot.digest(slot.read()) != digest:
        return f"not set back: {describe(slot.read())[:300]} instead of {describe(old)[:300]}"
    if look_at(look) != seen:
        return f"set back, {look} is not what it was: {look_at(look)}, not {seen}"
    put(after)
    if slot.digest(slot.read()) != new_digest or look_at(look) != seen_after:
        return f"not set forward: {look} is {look_at(look)}, not {seen_after}"
    return None


found = []
for case in json.load(sys.stdin):
    try:
        found.append(check(*case))
    except Exception:
        found.append(traceback.format_exc())
sys.stdout.write(json.dumps(found))
