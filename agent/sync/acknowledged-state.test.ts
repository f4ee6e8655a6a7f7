import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FilePath } from "#lib/protocol/ids.ts";
import { hash } from "../testing/sync-server.ts";
import { AcknowledgedState } from "./acknowledged-state.ts";

const key = { server: "http://127.0.0.1:1", workspace: "demo", folder: "/project" };
const one = { sha256: hash("1"), mode: 0o100644 };
const a = "a.py" as FilePath;
const b = "b.py" as FilePath;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pinlight-state-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): AcknowledgedState {
  return AcknowledgedState.open(folder, key);
}

function file(): string {
  const [name = ""] = readdirSync(folder);
  return join(folder, name);
}

test("what was acknowledged is there at the next start, under the same agent's name", () => {
  const state = open();
  state.begin("epoch");
  state.record(
    [
      [a, one],
      [b, one],
    ],
    [],
  );
  state.record([], [b]);
  state.close();
  const again = open();
  expect([...again.files]).toEqual([[a, one]]);
  expect(again.agentId).toBe(state.agentId);
  expect(again.begin("epoch")).toBe(false);
  expect(again.files.size).toBe(1);
});

test("[A4] another epoch makes it void", () => {
  const state = open();
  state.begin("epoch");
  state.record([[a, one]], []);
  expect(state.begin("another")).toBe(true);
  expect(state.files.size).toBe(0);
  expect(open().files.size).toBe(0);
});

test("a torn last line is left out, and the file is whole again", () => {
  const state = open();
  state.begin("epoch");
  state.record([[a, one]], []);
  appendFileSync(file(), '{"set":[["b.py","');
  expect([...open().files.keys()]).toEqual([a]);
  expect(readFileSync(file(), "utf8").trim().split("\n")).toHaveLength(2);
});

test("a damaged file counts as none", () => {
  open().close();
  writeFileSync(file(), "\0\0\0");
  expect(open().files.size).toBe(0);
});

test("nobody else may read it, and two folders do not share it", () => {
  open().close();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
  AcknowledgedState.open(folder, { ...key, folder: "/other" }).close();
  expect(readdirSync(folder)).toHaveLength(2);
});
