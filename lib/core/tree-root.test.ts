import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RootHash } from "#lib/protocol/agent.ts";
import { addToRoot, EMPTY_ROOT, folderRoots, foldersOf, removeFromRoot, rootOf, rootText } from "./tree-root.ts";

const sha256Of = (text: string) => createHash("sha256").update(text).digest();
const hash = (text: string) => sha256Of(text).toString("hex");
const digest = (file: { path: string; sha256: string }) => sha256Of(rootText(file.path, file.sha256));
const files = fc.uniqueArray(
  fc.record({
    path: fc.array(fc.constantFrom("a", "b", "é"), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    sha256: fc.nat(50).map((n) => hash(`${n}`)),
  }),
  { selector: (file) => file.path },
);

test("the root of one file is the sha256 of its path, a NUL and its content's hash", () => {
  const file = { path: "a.py", sha256: hash("x = 1\n") };
  expect(rootOf([file], sha256Of)).toBe(hash(`a.py\0${file.sha256}`));
  expect(rootOf([], sha256Of)).toBe(EMPTY_ROOT);
});

test("a root is the same in whatever order files were added, and what was removed leaves no trace", () => {
  const shuffled = files.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), files),
  );
  fc.assert(
    fc.property(shuffled, ([all, other, extra]) => {
      const root = rootOf(all, sha256Of);
      const added = [...other, ...extra].reduce((sum, file) => addToRoot(sum, digest(file)), EMPTY_ROOT);
      expect(RootHash.parse(root)).toBe(root);
      expect(extra.reduce((sum, file) => removeFromRoot(sum, digest(file)), added)).toBe(root);
    }),
  );
});

test("a folder's root is that of the files below it, and differs just where they do", () => {
  fc.assert(
    fc.property(files, files, (one, two) => {
      const [roots, others] = [folderRoots(one, sha256Of), folderRoots(two, sha256Of)];
      expect(roots.get("")).toBe(rootOf(one, sha256Of));
      for (const folder of new Set([...roots.keys(), ...others.keys()])) {
        const below = (all: typeof one) =>
          all.filter((file) => foldersOf(file.path).includes(folder)).map((file) => `${file.path} ${file.sha256}`);
        const same = JSON.stringify(below(one).sort()) === JSON.stringify(below(two).sort());
        expect((roots.get(folder) ?? EMPTY_ROOT) === (others.get(folder) ?? EMPTY_ROOT)).toBe(same);
      }
    }),
  );
});

test("what is no sha256 is refused", () => {
  expect(() => addToRoot(EMPTY_ROOT, new Uint8Array(20))).toThrow("a sha256 has 32 bytes, not 20");
});
