"""The generic net: plain data that a library keeps in its modules, and attributes of modules that code replaced."""

import json
import math
import os
import sys
import tempfile
import unittest

from pinlight_executor.state import module_globals, patches
from pinlight_executor.state.module_globals import ABSENT

LIBRARY = """
LEVEL = 1
NAMES = ["a"]
TABLE = {"x": [1, 2]}
PAIR = (1, 2)
_cache = {}
_model = None
__warningregistry__ = {}
BIG = list(range(1000))

class Bar:
    width = 10
    colours = ["red"]

def set_level(level):
    global LEVEL
    LEVEL = level
"""


class Net(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        with open(os.path.join(folder.name, "a_library.py"), "w") as file:
            file.write(LIBRARY)
        sys.path.insert(0, folder.name)
        self.addCleanup(sys.path.remove, folder.name)
        import a_library

        self.addCleanup(sys.modules.pop, "a_library")
        self.library = a_library
        self.net = module_globals.ModuleGlobals()
        self.token = self.net.snapshot([a_library, math, json])

    def changes(self):
        return [(path, old, new) for _module, path, old, new in self.net.changed(self.token)]

    def assertSetBack(self):
        self.net.restore(self.net.changed(self.token))
        self.assertEqual(self.changes(), [])

    def test_R_nothing_has_changed_when_nothing_was_done(self):
        self.assertEqual(self.changes(), [])
        self.assertEqual(self.net.changed(self.net.snapshot([self.library, math, json])), [])

    def test_R_a_global_that_a_function_rebinds_is_found_and_set_back(self):
        self.library.set_level(5)
        self.assertEqual(self.changes(), [("LEVEL", 1, 5)])
        self.assertSetBack()
        self.assertEqual(self.library.LEVEL, 1)

    def test_R_a_number_and_a_boolean_that_are_equal_are_a_change(self):
        self.library.LEVEL = True
        self.assertEqual(self.changes(), [("LEVEL", 1, True)])

    def test_R_a_list_that_grew_is_set_back_in_place(self):
        names = self.library.NAMES
        names.append("b")
        self.assertEqual(self.changes(), [("NAMES", ["a"], ["a", "b"])])
        self.assertSetBack()
        self.assertIs(self.library.NAMES, names)

    def test_R_a_list_in_a_dict_is_looked_into(self):
        self.library.TABLE["x"][0] = 9
        self.assertEqual(self.changes(), [("TABLE", {"x": [1, 2]}, {"x": [9, 2]})])
        self.assertSetBack()

    def test_R_a_key_that_was_renamed_is_found(self):
        self.library.TABLE["y"] = self.library.TABLE.pop("x")
        self.assertEqual([path for path, _old, _new in self.changes()], ["TABLE"])
        self.assertSetBack()

    def test_R_attributes_of_classes_are_found(self):
        self.library.Bar.width = 20
        self.library.Bar.colours.append("blue")
        self.assertEqual([path for path, _old, _new in self.changes()], ["Bar.width", "Bar.colours"])
        self.assertSetBack()
        self.assertEqual((self.library.Bar.width, self.library.Bar.colours), (10, ["red"]))

    def test_R_a_new_name_is_taken_away_and_a_lost_one_comes_back(self):
        self.library.NEW = 1
        self.assertEqual(self.changes(), [("NEW", ABSENT, 1)])
        self.assertSetBack()
        del self.library.LEVEL
        self.assertEqual(self.changes(), [("LEVEL", 1, ABSENT)])
        self.assertSetBack()

    def test_R_a_name_that_replaced_another_is_found(self):
        del self.library.LEVEL
        self.library.NEW = 1
        self.assertEqual(sorted(path for path, _old, _new in self.changes()), ["LEVEL", "NEW"])
        self.assertSetBack()

    def test_R_caches_and_the_books_of_the_interpreter_do_not_count(self):
        self.library._cache["k"] = 1
        self.library.__warningregistry__["k"] = 1
        self.library._model = object()
        self.library.BIG.append(1)
        self.assertEqual(self.changes(), [])

    def test_R_a_snapshot_after_a_change_holds_the_change(self):
        self.library.NAMES.append("b")
        token = self.net.snapshot([self.library, math, json])
        self.assertEqual(self.net.changed(token), [])
        self.assertEqual([one[1] for one in self.net.changed(self.token)], ["NAMES"])

    def test_R_the_standard_library_is_left_to_the_patches(self):
        self.assertFalse(module_globals.is_looked_at(json))
        self.assertFalse(module_globals.is_looked_at(module_globals))


class Patches(unittest.TestCase):
    def assertSetBack(self, token):
        patches.restore(patches.changed(token))
        self.assertEqual(patches.changed(token), [])

    def test_R_constants_functions_and_classes_that_were_replaced_are_set_back(self):
        token = patches.snapshot([math, json, os])
        pi, dumps, getcwd = math.pi, json.dumps, os.getcwd
        math.pi, json.dumps, os.getcwd, json.JSONEncoder = 3, repr, lambda: "/", dict
        found = {(module, path) for module, path, _old, _new in patches.changed(token)}
        expected = {("math", "pi"), ("json", "dumps"), ("os", "getcwd"), ("json", "JSONEncoder")}
        self.assertEqual(found, expected)
        self.assertSetBack(token)
        self.assertEqual((math.pi, json.dumps, os.getcwd), (pi, dumps, getcwd))

    def test_R_methods_of_classes_are_set_back(self):
        token = patches.snapshot([json])
        json.JSONEncoder.default = lambda self, value: 1
        json.JSONDecoder.extra = 1
        found = [path for _module, path, _old, _new in patches.changed(token)]
        self.assertEqual(found, ["JSONDecoder.extra", "JSONEncoder.default"])
        self.assertSetBack(token)
        with self.assertRaises(TypeError):
            json.dumps(object())

    def test_R_new_and_lost_names_are_found(self):
        token = patches.snapshot([math])
        math.tau2 = 1
        tau = math.tau
        del math.tau
        self.assertEqual(patches.changed(token), [("math", "tau", tau, ABSENT), ("math", "tau2", ABSENT, 1)])
        self.assertSetBack(token)

    def test_R_what_has_its_own_slot_is_no_patch(self):
        token = patches.snapshot([sys, os])
        self.addCleanup(setattr, sys, "argv", sys.argv)
        sys.argv = []
        self.assertEqual(patches.changed(token), [])


if __name__ == "__main__":
    unittest.main()
