"""What runs again and why, decided from what is known alone."""

import unittest

from pinlight_executor.plan import Done, Step, find_first_dirty


def steps(*pairs, **options):
    return [Step(id, key, ordinal, **options) for ordinal, (id, key) in enumerate(pairs, 1)]


def done(*pairs):
    return [Done(id, key) for id, key in pairs]


AB = (("a", "1"), ("b", "2"))


def verdict(ran, now, changed=(), known=None):
    found = find_first_dirty(ran, now, set(changed), dict(AB) if known is None else known)
    return found.first, {id: (reason.code, reason.text) for id, reason in found.reasons.items()}


class Plan(unittest.TestCase):
    def test_R_nothing_runs_when_nothing_changed(self):
        self.assertEqual(verdict(done(*AB), steps(*AB)), (2, {}))

    def test_R_everything_runs_in_a_new_kernel(self):
        first, reasons = verdict([], steps(*AB), known={})
        self.assertEqual((first, {code for code, _ in reasons.values()}), (0, {"first-run"}))

    def test_R_what_follows_a_change_names_its_block(self):
        first, reasons = verdict(done(*AB), steps(("a", "9"), ("b", "2")))
        self.assertEqual(first, 0)
        self.assertEqual(reasons["a"], ("source-changed", "ran: its code changed"))
        self.assertEqual(reasons["b"], ("after-changed", "ran: it follows block 1, which changed"))

    def test_R_a_new_block_and_a_removed_one_run_what_follows(self):
        self.assertEqual(verdict(done(*AB), steps(("a", "1"), ("n", "5"), ("b", "2")))[1]["n"][0], "source-changed")
        self.assertEqual(verdict(done(*AB), steps(("b", "2")))[1]["b"][0], "after-changed")

    def test_R_a_changed_file_runs_its_reader(self):
        ran = done(*AB)
        ran[1].reads = {"data/a.csv", "plots/", "lost.py"}
        ran[0].imports = {"helper.py"}
        self.assertEqual(verdict(ran, steps(*AB), ["data/b.csv"])[0], 2)
        self.assertEqual(verdict(ran, steps(*AB), ["data/a.csv"])[1]["b"][0], "file-changed")
        self.assertEqual(verdict(ran, steps(*AB), ["plots/new.png"])[1]["b"][0], "file-changed")
        self.assertEqual(verdict(ran, steps(*AB), ["lost.py"])[1]["b"][0], "module-changed")
        self.assertEqual(verdict(ran, steps(*AB), ["helper.py"])[1]["a"][0], "module-changed")

    def test_R_always_run_and_declared_files_run(self):
        self.assertEqual(verdict(done(*AB), steps(*AB, always_run=True))[1]["a"][0], "always-run")
        self.assertEqual(verdict(done(*AB), steps(*AB, depends=frozenset({"x.csv"})), ["x.csv"])[1]["a"][0], "file-changed")

    def test_R_a_block_that_was_cut_short_runs(self):
        self.assertEqual(verdict(done(AB[0]), steps(*AB)), (1, {"b": ("first-run", "ran: it had not run to its end yet")}))


if __name__ == "__main__":
    unittest.main()
