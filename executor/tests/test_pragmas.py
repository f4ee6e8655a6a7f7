"""Pragmas: which comments are some, and what they do."""

import unittest

from pinlight_executor.blocks import read_document


def hides(text: str):
    return [block.hide for block in read_document(text).blocks]


def warnings(text: str):
    return [bool(block.warnings) for block in read_document(text).blocks]


class Pragmas(unittest.TestCase):
    def test_P_every_visible_part_can_be_hidden(self):
        for part in ("code", "statements", "prose", "visuals"):
            for form in (f"# | hide-{part}", f"#| hide-{part}", f"# | HIDE-{part.upper()}"):
                self.assertEqual(hides(f"{form}\na = 1"), [[part]])

    def test_P_a_pragma_is_not_shown_and_attaches_to_the_next_block(self):
        found = read_document("# | hide-code\n\na = 1\n\nb = 2").blocks
        self.assertEqual([(block.line, block.hide) for block in found], [(1, ["code"]), (5, [])])
        self.assertEqual([piece.text for piece in found[0].pieces], ["a = 1"])

    def test_P_the_blocks_show_wins_over_its_hide_over_the_files(self):
        self.assertEqual(hides("# | hide-all-code\n\na\n\n# | show-code\nb\n\n# | hide-code\n# | show-code\nc"), [["code"], [], []])

    def test_P_of_two_opposites_on_one_line_the_last_wins(self):
        self.assertEqual(hides("# | show-code hide-code\na\n\n# | hide-code show-code\nb"), [["code"], []])

    def test_P_a_files_pragma_counts_only_before_the_first_code(self):
        text = "# Title\n\na\n\n# | hide-all-code\nb"
        self.assertEqual((hides(text), warnings(text)), ([[], [], []], [False, False, True]))

    def test_P_showing_code_shows_statements_too(self):
        self.assertEqual(hides("# | hide-all-statements\n\n# | show-code\na"), [[]])

    def test_P_words_of_quarto_are_known(self):
        self.assertEqual(hides("#| echo: false\na\n\n#| output: false\nb"), [["code"], ["visuals"]])
        self.assertEqual([b.evaluated for b in read_document("#| eval: false\na\n\nb").blocks], [False, True])

    def test_P_timeout_depends_and_always_run(self):
        block = read_document("# | timeout: 1.5\n# | depends: data/a.csv b.csv\n# | pragma: always-eval\na").blocks[0]
        self.assertEqual((block.timeout_s, block.depends, block.always_run), (1.5, ["data/a.csv", "b.csv"], True))

    def test_P_a_wrong_timeout_is_a_warning(self):
        self.assertEqual(warnings("# | timeout: soon\na"), [True])

    def test_P_an_unknown_word_beside_a_known_one_is_a_warning(self):
        self.assertEqual((hides("#| hide-code hide-cod\na"), warnings("#| hide-code hide-cod\na")), ([["code"]], [True]))

    def test_P_tables_and_unknown_words_are_prose(self):
        for line in ("# | a | b |", "# | --- | --- |", "# | hide-code | what it does |", "# | label: x"):
            block = read_document(f"{line}\na").blocks[0]
            self.assertEqual((block.prose, block.hide, block.warnings), (line[2:], [], []))


if __name__ == "__main__":
    unittest.main()
