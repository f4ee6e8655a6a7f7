"""How a finished draft takes a file's place."""

import os
import tempfile
import unittest

from pinlight_executor.workspace import PathRefused, write_file


class ReplacingFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def read(self, path):
        with open(os.path.join(self.root, path), "rb") as file:
            return file.read()

    def test_a_write_leaves_the_new_content_and_no_draft(self):
        for data in (b"one", b"", b"two" * 100_000):
            write_file(self.root, "a.py", data)
            self.assertEqual(self.read("a.py"), data)
            self.assertEqual(os.listdir(self.root), ["a.py"])

    def test_who_has_the_file_open_keeps_what_it_held(self):
        write_file(self.root, "a.py", b"one")
        with open(os.path.join(self.root, "a.py"), "rb") as file:
            write_file(self.root, "a.py", b"two")
            self.assertEqual(file.read(), b"one")

    def test_an_empty_folder_makes_way_and_another_one_does_not(self):
        os.makedirs(os.path.join(self.root, "empty"))
        write_file(self.root, "empty", b"file")
        self.assertEqual(self.read("empty"), b"file")
        os.makedirs(os.path.join(self.root, "full", "inner"))
        with self.assertRaisesRegex(PathRefused, "not empty"):
            write_file(self.root, "full", b"file")
        self.assertEqual(sorted(os.listdir(self.root)), ["empty", "full"])
        self.assertEqual(os.listdir(os.path.join(self.root, "full")), ["inner"])

    def test_a_link_is_replaced_and_not_followed(self):
        with tempfile.NamedTemporaryFile() as outside:
            os.symlink(outside.name, os.path.join(self.root, "a.py"))
            write_file(self.root, "a.py", b"mine")
            self.assertEqual(outside.read(), b"")
        self.assertFalse(os.path.islink(os.path.join(self.root, "a.py")))
        self.assertEqual(self.read("a.py"), b"mine")


if __name__ == "__main__":
    unittest.main()
