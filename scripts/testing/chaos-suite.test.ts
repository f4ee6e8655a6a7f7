import { expect, test } from "vitest";
import { chaosAmount } from "./chaos-suite.ts";

test("[chaos] CI breaks two fixed seeds and a random one 60 times each, a local run one seed 20 times", () => {
  const random = () => 4_711;
  expect(chaosAmount({ CI: "true" } as never, random)).toEqual({ seeds: [1, 2, 4_711], faults: 60 });
  expect(chaosAmount({} as never, random)).toEqual({ seeds: [1], faults: 20 });
});
