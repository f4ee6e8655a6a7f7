"""docs/soundness.md, the rules that can be taken away, and the tests name each other completely."""

import re
import unittest
from dataclasses import fields
from pathlib import Path

from pinlight_executor.incremental.rules import Rules

HERE = Path(__file__).resolve().parent
DOCUMENT = (HERE.parent / "docs" / "soundness.md").read_text(encoding="utf-8")
TESTS = "".join((HERE / f"test_soundness_{name}.py").read_text(encoding="utf-8") for name in ("values", "world"))


class SoundnessDocument(unittest.TestCase):
    def test_every_rule_has_a_number_and_a_test(self):
        stated = re.findall(r"^\*\*(S\d+) ", DOCUMENT, re.MULTILINE)
        self.assertEqual(stated, [f"S{number}" for number in range(1, len(stated) + 1)])
        self.assertEqual(set(re.findall(r"def test_(S\d+)_", TESTS)), set(stated))

    def test_every_rule_that_can_be_taken_away_is_stated_and_a_test_takes_it_away(self):
        names = {field.name for field in fields(Rules)}
        self.assertEqual(set(re.findall(r"Ablation:\s+`(\w+)`", DOCUMENT)), names)
        self.assertEqual(
            set(re.findall(r"needs\(\s*\"(\w+)\"|without=\"(\w+)\"", TESTS)),
            {(n, "") if n != "snapshots" else ("", n) for n in names},
        )

    def test_the_modules_that_it_names_are_there(self):
        package = HERE.parent / "pinlight_executor"
        for where in re.findall(r"^- Where: (.*?)(?=Ablation|No\s+ablation)", DOCUMENT, re.MULTILINE | re.DOTALL):
            for name in re.findall(r"`([\w/]+)`(?! has)", re.sub(r"\([^)]*\)", "", where)):
                if name != "state/":
                    self.assertTrue(
                        any((package / folder / f"{name}.py").is_file() for folder in ("", "incremental")), name
                    )


if __name__ == "__main__":
    unittest.main()
