"""Identity: a block keeps its id while the document around it and its own text change."""

import unittest

from pinlight_executor.identity import assign_ids

A, B, C = "alpha = load('a.csv')", "beta = alpha.mean()", "print('gamma', beta)"


def named(*texts: str):
    return list(zip(assign_ids([], texts), texts))


class Identity(unittest.TestCase):
    def test_I_the_same_document_gets_the_same_ids_everywhere(self):
        self.assertEqual(assign_ids([], [A, B, A]), assign_ids([], [A, B, A]))

    def test_I_equal_blocks_are_different_blocks(self):
        self.assertEqual(len(set(assign_ids([], [A, A, A]))), 3)

    def test_I_inserting_removing_and_moving_keeps_ids(self):
        old = named(A, B, C)
        a, b, c = (id for id, _ in old)
        self.assertEqual(assign_ids(old, ["new = 0", A, B, C])[1:], [a, b, c])
        self.assertEqual(assign_ids(old, [A, C]), [a, c])
        self.assertEqual(assign_ids(old, [C, A, B]), [c, a, b])

    def test_I_an_edited_block_keeps_its_id(self):
        old = named(A, B, C)
        ids = [id for id, _ in old]
        self.assertEqual(assign_ids(old, [A, "beta = alpha.median()", C]), ids)
        self.assertEqual(assign_ids(old, [A, "something_else_entirely()", C]), ids)

    def test_I_similarity_decides_between_two_in_one_place(self):
        old = named(A, B, C)
        ids = assign_ids(old, [A, "unrelated = {}", "beta = alpha.mean() + 1", C])
        self.assertEqual((ids[0], ids[2], ids[3]), tuple(id for id, _ in old))
        self.assertNotIn(ids[1], [id for id, _ in old])

    def test_I_moved_and_edited_blocks_are_found_again(self):
        old = named(A, B, C)
        self.assertEqual(assign_ids(old, [C + "  # x", A, B]), [old[2][0], old[0][0], old[1][0]])

    def test_I_in_a_long_document_every_block_may_be_edited_while_others_are_put_in(self):
        block = "# Step {0}\ntotal_{0} = sum(values_{0})\nprint(total_{0}, len(values_{0}))\ntotal_{0}"
        texts = [block.format(n) for n in range(300)]
        old = named(*texts)
        edited = [text.replace("sum(", "max(") for text in texts]
        ids = assign_ids(old, ["x = 1", *edited[:150], "y = 2", *edited[150:]])
        self.assertEqual([*ids[1:151], *ids[152:]], [id for id, _ in old])
        self.assertEqual(assign_ids(old, edited[200:] + edited[:200])[100:], [id for id, _ in old][:200])

    def test_I_repeated_blocks_stay_with_their_neighbours(self):
        old = named(A, "x", B, "x", C, "x")
        ids = [id for id, _ in old]
        now = assign_ids(old, [A, "x", "new()", B, C, "x"])
        self.assertEqual(now[:2] + now[3:], [*ids[:3], *ids[4:]])

    def test_I_code_that_becomes_a_comment_is_another_block(self):
        old = named(A, B, C)
        ids = assign_ids(old, [A, "# " + B, C])
        self.assertEqual((ids[0], ids[2]), (old[0][0], old[2][0]))
        self.assertNotEqual(ids[1], old[1][0])

    def test_I_a_new_block_never_takes_an_id_in_use(self):
        old = named(A)
        ids = assign_ids(old, [A + " # edited", A])
        self.assertEqual(len(set(ids)), 2)
        ids = assign_ids(list(zip(assign_ids(old, [A + "1"]), [A + "1"])), [A + "1", A])
        self.assertEqual(len(set(ids)), 2)


if __name__ == "__main__":
    unittest.main()
