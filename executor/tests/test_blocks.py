"""The document format: what is a block, what is prose, what is shown."""

import unittest

from pinlight_executor.blocks import read_document
from pinlight_executor.source_text import decode_source


def blocks(text: str):
    return read_document(text).blocks


def shape(text: str):
    """Each block as its pieces: prose as text, code as (text, shows)."""
    return [
        [piece.text if piece.kind == "prose" else (piece.text, piece.shows) for piece in block.pieces]
        for block in blocks(text)
    ]


class BlankLineStyle(unittest.TestCase):
    def test_F_blank_lines_split_and_many_count_as_one(self):
        self.assertEqual(shape("a = 1\n\n\n \t\n\f\nb = 2\n"), [[("a = 1", False)], [("b = 2", False)]])

    def test_F_blank_lines_inside_a_statement_do_not_split(self):
        text = 'def f():\n    a = 1\n\n    return a\nx = (\n\n1)\ny = """\n\nz\n"""\n'
        self.assertEqual(len(blocks(text)), 1)

    def test_F_prose_keeps_its_order_inside_a_block(self):
        text = "# One\na = 1\n# Two\n# more\nb = 2\nb\n# Three"
        self.assertEqual(
            shape(text), [["One", ("a = 1", False), "Two\nmore", ("b = 2", False), ("b", True), "Three"]]
        )

    def test_F_the_first_mark_and_one_space_are_dropped(self):
        self.assertEqual(shape("# # H1\n#\n#no space\n#   three"), [["# H1\n\nno space\n  three"]])

    def test_F_an_empty_mark_separates_two_pieces_of_code(self):
        self.assertEqual(shape("a = 1\n#\nb = 2"), [[("a = 1", False), ("b = 2", False)]])

    def test_F_comments_inside_a_statement_stay_in_the_code(self):
        text = "if a:  # why\n    b\n# else what\nelse:\n    c\n    # trailing\n\n    # and more\n"
        self.assertEqual(shape(text), [[(text.rstrip("\n"), False)]])

    def test_F_comments_between_decorators_stay_in_the_code(self):
        text = "@one\n# between\n@two\ndef f():\n    pass"
        self.assertEqual(shape(text), [[(text, False)]])

    def test_F_a_module_docstring_is_prose(self):
        self.assertEqual(shape('"""A title\n\n   body\n"""\nimport os'), [["A title\n\nbody", ("import os", False)]])

    def test_F_a_later_string_is_a_result(self):
        self.assertEqual(shape('a = 1\n\n"text"'), [[("a = 1", False)], [('"text"', True)]])

    def test_F_shebang_coding_and_metadata_are_shown_nowhere(self):
        text = "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n# /// script\n# dependencies = []\n# ///\n\n# Prose"
        self.assertEqual(shape(text), [["Prose"]])

    def test_F_a_coding_line_is_obeyed_and_bom_and_crlf_are_fine(self):
        self.assertEqual(decode_source(b"# coding: latin-1\n# \xe9"), "# coding: latin-1\n# é")
        self.assertEqual(shape(decode_source(b"\xef\xbb\xbfa = 1\r\n\r\nb = 2\r\n")), shape("a = 1\n\nb = 2\n"))

    def test_F_a_semicolon_hides_the_value(self):
        self.assertEqual(shape("f(1);"), [[("f(1);", False)]])
        self.assertEqual(shape("f(';')  # ;"), [[("f(';')  # ;", True)]])
        self.assertEqual(shape("é = (1\n) ; # x\n(é) ;"), [[("é = (1\n) ; # x\n(é) ;", False)]])

    def test_F_statements_that_share_a_line_with_the_value_are_shown_with_it(self):
        self.assertEqual(shape("a = 1\nb = 2; b"), [[("a = 1", False), ("b = 2; b", True)]])

    def test_F_line_numbers_are_the_files_own(self):
        found = blocks("# Prose\n\n\n# More\na = 1\na")
        self.assertEqual([block.line for block in found], [1, 4])
        self.assertEqual([piece.line for piece in found[1].pieces], [0, 5, 6])

    def test_F_a_document_of_nothing_has_no_blocks(self):
        self.assertEqual([blocks(text) for text in ("", "\n\n", "#\n", "\f")], [[], [], [], []])


class SyntaxErrors(unittest.TestCase):
    def errors(self, text: str):
        return [bool(block.error) for block in blocks(text)]

    def test_F_a_syntax_error_belongs_to_its_block(self):
        self.assertEqual(self.errors("a = 1\n\nb = = 2\n\nc = 3\nc"), [False, True, False])

    def test_F_a_bracket_that_was_never_closed_breaks_one_block(self):
        self.assertEqual(self.errors("a = 1\n\nb = f(1,\n\nc = 3\n\ndef g():\n    x\n\n    y\n"), [False, True, False, False])

    def test_F_a_half_typed_string_breaks_one_block(self):
        self.assertEqual(self.errors('s = """\n\na = 1\n\nb = 2'), [True, False, False])

    def test_F_statements_with_blank_lines_survive_an_error_elsewhere(self):
        text = "if a:\n    b\n\nelse:\n    c\n\ntry:\n    d\n\nexcept E:\n    e\n\nx = [\n\n1,\n\n]\n\ny = = 1"
        self.assertEqual(self.errors(text), [False, False, False, True])

    def test_F_errors_carry_the_files_own_line(self):
        self.assertEqual([block.error.lineno for block in blocks("a = 1\n\n# Prose\nb = = 2") if block.error], [4])

    def test_F_prose_around_an_error_stays_prose(self):
        self.assertEqual(shape("# Before\na b\n# After\n"), [["Before", ("a b", False), "After"]])

    def test_F_a_broken_cell_leaves_the_other_cells_alone(self):
        self.assertEqual(self.errors("# %%\na = (\n# %%\nb = 1\n\nb"), [True, False])

    def test_F_nul_bytes_and_deep_nesting_are_errors_of_a_block(self):
        self.assertEqual(self.errors("a = 1\n\nb = '\0'"), [False, True])
        self.assertEqual(self.errors("a = 1\n\n" + "(" * 5000 + ")" * 5000), [False, True])

    def test_F_a_future_import_after_code_is_an_error(self):
        self.assertEqual(self.errors("a = 1\n\nfrom __future__ import annotations"), [False, True])


class CellStyle(unittest.TestCase):
    def test_F_markers_start_blocks_and_blank_lines_do_not(self):
        self.assertEqual(shape("# %%\na = 1\n\nb = 2\n#%%\nc"), [[("a = 1\n\nb = 2", False)], [("c", True)]])

    def test_F_a_title_is_the_blocks_heading(self):
        titles = [block.title for block in blocks("# %% Load data\na\n# %%\nb\n# %% Sum [markdown] x=1\n# c")]
        self.assertEqual(titles, ["Load data", None, "Sum"])

    def test_F_comments_or_one_string_of_a_markdown_cell_are_prose(self):
        text = '# %% [markdown]\n# # H\n#\n# body\n# %% [md]\n"""\n# Also\n"""'
        self.assertEqual(shape(text), [["# H\n\nbody"], ["# Also"]])
        self.assertEqual([block.runs for block in blocks(text)], [False, False])

    def test_F_comments_of_a_code_cell_stay_in_the_code(self):
        self.assertEqual(shape("# %%\n# why\na = 1\n# then\na"), [[("# why\na = 1\n# then", False), ("a", True)]])

    def test_F_what_stands_before_the_first_marker_is_a_cell(self):
        self.assertEqual(shape('"""Doc"""\nimport os\n# %%\nos'), [["Doc", ("import os", False)], [("os", True)]])

    def test_F_a_marker_inside_a_string_is_none(self):
        self.assertEqual(len(blocks('a = """\n# %%\n"""\n\nb = 1')), 2)

    def test_F_a_marker_of_pragmas_alone_leaves_a_file_in_blank_line_style(self):
        found = blocks("# %% hide-code\na = 1\n\nb = 2")
        self.assertEqual([block.hide for block in found], [["code"], []])
        found = blocks("# %% hide-code\na = 1\n\nb = 2\n# %%\nc")
        self.assertEqual([(block.hide, block.title) for block in found], [(["code"], None), ([], None)])

    def test_F_the_header_of_jupytext_is_shown_nowhere(self):
        self.assertEqual(shape("# ---\n# jupyter:\n#   x: 1\n# ---\n\n# %%\na"), [[("a", True)]])


class Keys(unittest.TestCase):
    def key(self, text: str) -> str:
        return "/".join(block.code_key() for block in blocks(text) if block.runs)

    def test_F_prose_comments_formatting_and_pragmas_change_no_key(self):
        plain = self.key("a = f(1, 2)\na")
        for text in ("# Prose\na = f(1,2)  # why\na", "# | hide-code\na = f(\n  1,\n  2,\n)\n#\na", "\n\na = f(1, 2)\n(a)"):
            self.assertEqual(self.key(text), plain)

    def test_F_code_and_a_semicolon_change_the_key(self):
        self.assertNotEqual(self.key("a = 1\na"), self.key("a = 2\na"))
        self.assertNotEqual(self.key("a = 1\na"), self.key("a = 1\na;"))

    def test_F_a_docstring_counts_where_code_reads_it(self):
        self.assertEqual(self.key('"""A"""\n\nx = 1'), self.key('"""B"""\n\nx = 1'))
        self.assertNotEqual(self.key('"""A"""\n\nprint(__doc__)'), self.key('"""B"""\n\nprint(__doc__)'))


if __name__ == "__main__":
    unittest.main()
