import { expect, test } from "vitest";
import { chartPage } from "./chart-page.ts";

const given = (page: string) => /id="chart-given">(.*?)<\/script>/s.exec(page)?.[1] ?? "";

test("a specification is data whatever it holds: no text of it ends its script", () => {
  const title = '</script><script>alert("out")</script><!-- <script>';
  const page = chartPage({ library: "draw()", specification: { title }, text: "</script>" });
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(JSON.parse(given(page))).toEqual({ specification: { title }, text: "</script>" });
});

test("what draws stands behind what is drawn", () => {
  const page = chartPage({ library: "draw()", specification: {}, text: null });
  expect(page.indexOf("draw()")).toBeGreaterThan(page.indexOf("chart-given"));
});
