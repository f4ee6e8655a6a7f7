import { expect, test } from "vitest";
import { resolveLink } from "./resolve-link.ts";

test("a relative link in a document names a path of its workspace; any other leads elsewhere", () => {
  expect(resolveLink("analysis/wind.py", "prices.py")).toBe("analysis/prices.py");
  expect(resolveLink("analysis/wind.py", "../lib/my%20file.py#b3")).toBe("lib/my file.py");
  for (const other of ["https://x.org/a.py", "//x.org", "#top", "/w/a", "mailto:a@b.c", ""]) {
    expect(resolveLink("a.py", other)).toBeNull();
  }
});
