// The rules of the deployment that a later edit must not lose, and the file's validity where a compose is installed.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { installPrograms } from "./testing/install-programs.ts";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(project, "docker-compose.yml"), "utf8");
const secrets = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "PINLIGHT_SECRET", "PINLIGHT_PUBLIC_URL", "DOCKER_GID"];
const settings = Object.fromEntries(
  secrets.map((name) => [name, name === "DOCKER_GID" ? "999" : `a-value-for-${name}-that-is-long`]),
);

/** Top-level entries, and the services, each with its own lines. */
function sections(source: string, indent: string): Map<string, string> {
  const parts = source.split(new RegExp(`^${indent}(?=[a-z][\\w-]*:)`, "m")).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf(":")), part]));
}

const services = sections(sections(text, "").get("services") ?? "", "  ");

function networksOf(service: string): string[] {
  const own = services.get(service) ?? "";
  const lines = own.includes("*gateway") ? (sections(text, "").get("x-gateway") ?? "") : own;
  const inline = /networks: \[(.*)\]/.exec(lines)?.[1];
  if (inline) return inline.split(", ");
  return [...(/networks:\n((?: {4,}.*\n)+)/.exec(lines)?.[1] ?? "").matchAll(/^ {4}([\w-]+):/gm)].map(
    (match) => match[1] ?? "",
  );
}

test("only the runner reaches the container engine, and it shares no network with what others can reach", () => {
  const withEngine = [...services].filter(([, lines]) => lines.includes("docker.sock")).map(([name]) => name);
  expect(withEngine).toEqual(["runner"]);

  const near = networksOf("runner");
  expect(near).toEqual(["runner-stores"]);
  for (const name of ["web", "gateway-a", "gateway-b", "proxy", "sweeper"]) {
    expect(networksOf(name).length).toBeGreaterThan(0);
    expect(networksOf(name).filter((network) => near.includes(network))).toEqual([]);
  }
});

test("nothing is privileged, and no secret has a default", () => {
  expect(text).not.toMatch(/privileged:|cap_add|network_mode: host/);
  for (const name of secrets) expect(text).not.toMatch(new RegExp(`\\$\\{${name}(?!:\\?)`));
});

test("docker compose config is valid, and each variable that is missing is named", { timeout: 300_000 }, async ({
  skip,
}) => {
  const compose = (await findCompose()) ?? (await installCompose());
  if (!compose) return skip("neither `docker compose` nor docker-compose is installed");
  const [program, ...before] = compose;
  const config = (env: Record<string, string>) =>
    run(
      program ?? "",
      [...before, "--project-directory", project, "-f", path.join(project, "docker-compose.yml"), "config"],
      {
        env: { ...env, PATH: process.env.PATH, HOME: "/nonexistent" } as unknown as NodeJS.ProcessEnv,
      },
    );

  expect((await config(settings)).stdout).toContain("gateway-b");
  for (const name of secrets) {
    const { [name]: _, ...others } = settings;
    await expect(config(others)).rejects.toMatchObject({ stderr: expect.stringContaining(`set ${name} in .env`) });
  }
});

/** Where the tests may install an engine, they may install its compose. */
async function installCompose(): Promise<string[] | null> {
  if (process.env.PINLIGHT_TEST_DOCKER !== "1" || process.getuid?.() !== 0) return null;
  await installPrograms(["docker-compose"]);
  return findCompose();
}

async function findCompose(): Promise<string[] | null> {
  for (const command of [["docker", "compose"], ["docker-compose"]]) {
    const [program, ...before] = command;
    const there = await run(program ?? "", [...before, "version"]).then(
      () => true,
      () => false,
    );
    if (there) return command;
  }
  return null;
}
