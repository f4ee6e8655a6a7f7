"""Reading a document again after an edit gives what reading it from nothing gives, whatever stands in it."""

import ast
import json
import types
import unittest

from pinlight_executor.blocks import read_document
from pinlight_executor.evaluate import Evaluator
from pinlight_executor.lines import LineMoves
from pinlight_executor.place import Place
from pinlight_executor.plan_frame import encode_block
from pinlight_executor.reader import Reader, read_whole

from random_documents import RandomDocument

_SEEDS = range(60)
_EDITS = 10
_ERROR = ("msg", "lineno", "end_lineno", "offset", "end_offset", "text", "filename")


def described(document):
    """Everything that a document says, as plain values."""
    blocks = [
        {
            **block.to_json(),
            "nodes": [ast.dump(node, include_attributes=True) for node in block.nodes],
            "error": block.error and (type(block.error), [getattr(block.error, name, None) for name in _ERROR]),
            "runs": (block.runs, block.shows, block.always_run, block.timeout_s, block.depends, block.evaluated),
            "docstring": block.docstring,
            "key": block.code_key(),
        }
        for block in document.blocks
    ]
    whole = (document.cells, document.docstring, document.flags, document.future_names)
    return {"lines": document.lines, "whole": whole, "blocks": blocks}


def _named(document):
    for block in document.blocks:
        block.id = "f" if "def f" in block.source else f"other-{block.ordinal}"
    return document


def parses_of(reader, text):
    """How often reading the text parses anything."""
    calls = []
    parse, ast.parse = ast.parse, lambda *args, **options: calls.append(args) or parse(*args, **options)
    try:
        reader.read(text)
    finally:
        ast.parse = parse
    return len(calls)


class SameAsFromNothing(unittest.TestCase):
    maxDiff = 4000

    def test_R_after_any_edit_a_reader_says_what_one_without_a_past_says(self):
        for seed in _SEEDS:
            document, reader = RandomDocument(seed), Reader()
            for edit in range(_EDITS):
                with self.subTest(seed=seed, edit=edit):
                    text = document.text
                    self.assertEqual(described(reader.read(text)), described(read_whole(text)))
                document.edit()

    def test_R_a_block_is_encoded_as_what_it_describes(self):
        for seed in _SEEDS:
            document, reader = RandomDocument(seed), Reader()
            for _ in range(3):
                for block in reader.read(document.text).blocks:
                    block.id = f'{block.ordinal}-"%d'
                    wanted = json.dumps(block.to_json(), ensure_ascii=False, separators=(",", ":"))
                    self.assertEqual([encode_block(block), encode_block(block)], [wanted, wanted])
                document.edit()

    def test_R_what_a_document_said_stays_as_it_was_when_the_next_state_is_read(self):
        reader = Reader()
        before = reader.read("a = 1\n\ndef f():\n    pass\n\nb = = 2")
        said = described(before)
        reader.read("new = 0\n\n\na = 1\n\ndef f():\n    pass\n\nb = = 2")
        self.assertEqual(described(before), said)

    def test_R_errors_name_the_files_own_lines_in_their_message_too(self):
        document = read_document("a = 1\n\nb = 2\n\nif a:\nc = 3")
        self.assertTrue(document.blocks[2].error.msg.endswith("on line 5"))


class LittleWork(unittest.TestCase):
    """`ast.parse` is what takes the time."""

    def setUp(self):
        self.blocks = [f"def f{number}(x):\n\n    return x + {number}\n" for number in range(50)]
        self.reader = Reader()
        self.reader.read("\n".join(self.blocks))

    def test_R_an_edit_parses_what_it_changed(self):
        self.blocks[20] = "def f(x):\n    return 0\n"
        self.assertEqual(parses_of(self.reader, "\n".join(self.blocks)), 1)

    def test_R_blocks_that_move_are_not_parsed_again(self):
        self.blocks.insert(3, "new = 1\n\n\n")
        self.assertEqual(parses_of(self.reader, "\n".join(self.blocks)), 1)

    def test_R_beside_a_syntax_error_the_other_blocks_are_not_parsed_again(self):
        self.blocks[20] = "a b\n"
        self.assertLess(parses_of(self.reader, "\n".join(self.blocks)), 4)

    def test_R_an_undone_edit_parses_nothing(self):
        text = "\n".join(self.blocks)
        self.reader.read("\n".join([*self.blocks[:9], "x = 1\n", *self.blocks[9:]]))
        self.assertEqual(parses_of(self.reader, text), 0)

    def test_R_what_a_document_no_longer_holds_is_forgotten(self):
        self.reader.read("a = 1")
        self.reader.read("a = 2")
        self.assertEqual(parses_of(self.reader, "\n".join(self.blocks)), 50)


class Moved(unittest.TestCase):
    def test_R_a_moved_block_is_compiled_for_its_present_lines(self):
        reader = Reader()
        reader.read("a = 1\n\ndef f():\n    raise ValueError")
        block = reader.read("# More\n\na = 1\n\ndef f():\n    raise ValueError").blocks[-1]
        code = Evaluator({}, Place("", "x.py")).compile(block, 0)[0]
        inner = next(constant for constant in code.co_consts if isinstance(constant, types.CodeType))
        self.assertEqual((inner.co_firstlineno, max(line for _, _, line in inner.co_lines() if line)), (5, 6))

    def test_R_code_of_a_kept_block_has_its_present_lines_after_moving_and_after_formatting(self):
        reader, moves = Reader(), LineMoves(lambda block: Evaluator({}, Place("", "x.py")).compile(block, 0))
        text = "a = 1\n\ndef f():\n    raise ValueError"
        document = _named(reader.read(text))
        block = document.blocks[1]
        code = Evaluator({}, Place("", "x.py")).compile(block, 0)[0]
        moves.update(document)
        moves.register([code], block)
        found = [moves.present_line(code, 4)]
        for now in (f"# One\n\n{text}", "a = 1\n\n\n# Why\ndef f():\n\n    raise ValueError\n", text):
            moves.update(_named(reader.read(now)))
            found.append(moves.present_line(code, 4))
        self.assertEqual(found, [4, 6, 7, 4])

    def test_R_deeply_nested_code_moves_too(self):
        reader = Reader()
        total = "total = " + " + ".join("1" * 700)
        reader.read(total)
        block = reader.read(f"a = 1\n\n{total}").blocks[1]
        self.assertEqual((block.nodes[0].lineno, len(block.code_key())), (3, 32))


if __name__ == "__main__":
    unittest.main()
