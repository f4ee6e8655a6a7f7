import { expect, test } from "vitest";
import { SharedReads } from "./shared-reads.ts";

function reading() {
  let now = 0;
  const shared = new SharedReads(undefined, () => now);
  shared.hears(true);
  let count = 0;
  const settle: (() => void)[] = [];
  const read = () => {
    const value = ++count;
    return new Promise<number>((resolve) => settle.push(() => resolve(value)));
  };
  const settleAll = () => {
    for (const one of settle.splice(0)) one();
  };
  const pass = (ms: number) => {
    now += ms;
  };
  const ask = (room = "document:1", key = "snapshot") => shared.get([room, "workspace:1"], key, read);
  return { shared, ask, settleAll, pass };
}

test("all who ask while a read is under way, and a moment later, get what it answers", async () => {
  const { ask, settleAll } = reading();
  const asked = [ask(), ask(), ask()];
  settleAll();
  expect(await Promise.all(asked)).toEqual([1, 1, 1]);
  expect(await ask()).toBe(1);
});

test("who asks after something was published gets what was read after it, also when the read before is under way (L2a)", async () => {
  const { shared, ask, settleAll } = reading();
  const before = ask();
  shared.changed("document:1");
  const after = ask();
  settleAll();
  expect([await before, await after]).toEqual([1, 2]);
});

test("rooms and keys have nothing to do with each other", async () => {
  const { shared, ask, settleAll } = reading();
  const asked = [ask("document:1"), ask("document:2"), ask("document:2", "other")];
  shared.changed("document:1");
  asked.push(ask("document:1"), ask("document:2"));
  settleAll();
  expect(await Promise.all(asked)).toEqual([1, 2, 3, 4, 2]);
});

test("what is published in any of a read's rooms makes it void", async () => {
  const { shared, ask, settleAll } = reading();
  const asked = [ask("document:1"), ask("document:2")];
  shared.changed("workspace:1");
  asked.push(ask("document:1"), ask("document:1"), ask("document:2"));
  settleAll();
  expect(await Promise.all(asked)).toEqual([1, 2, 3, 3, 4]);
});

test("nothing is kept for long, and nothing at all while it is not heard what is published", async () => {
  const { shared, ask, settleAll, pass } = reading();
  const first = ask();
  pass(4_000);
  const second = ask();
  shared.hears(false);
  const rest = [ask(), ask()];
  settleAll();
  expect(await Promise.all([first, second, ...rest])).toEqual([1, 2, 3, 4]);
});

test("a read that failed fails for those who waited for it, and is tried again by the next", async () => {
  const shared = new SharedReads();
  shared.hears(true);
  const fail = () => Promise.reject(new Error("away"));
  await expect(Promise.all([shared.get(["r"], "k", fail), shared.get(["r"], "k", fail)])).rejects.toThrow("away");
  expect(await shared.get(["r"], "k", async () => "there")).toBe("there");
});
