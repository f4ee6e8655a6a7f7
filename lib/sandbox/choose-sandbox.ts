// Which sandbox runs the documents: the first that works here, tried by running it, from the strongest that needs
// nothing installed to the one that is none. That one is taken only where nobody else can reach the service.
import { bubblewrapDriver } from "./bubblewrap.ts";
import { dockerDriver } from "./docker.ts";
import type { Probe, SandboxDriver } from "./port.ts";
import { processDriver } from "./process.ts";

export type ChooseSandboxInput = {
  /** The operator's own choice: that one or an error. */
  preferred?: string;
  /** One machine, one user, all processes under one supervisor. */
  embedded: boolean;
  /** The service listens on the loopback interface only. */
  loopbackOnly: boolean;
  /** Name or path of the Python that runs documents; by default the first on PATH that is new enough. */
  python?: string;
  bwrap?: string;
  /** Folder that holds the package pinlight_executor. */
  executorDir: string;
  dataDir: string;
  image: string;
  dockerHost?: string;
  /** Same at every start of one runner, and of no other runner: `sweep` ends everything that bears it. */
  owner: string;
};

export type Refused = { name: SandboxDriver["name"]; reason: string; mend: string };

export type ChosenSandbox = { driver: SandboxDriver; detail: string; refused: Refused[] };

const preference: readonly SandboxDriver["name"][] = ["bubblewrap", "docker", "process-unsafe"];

export class NoSandbox extends Error {
  readonly refused: Refused[];
  constructor(message: string, refused: Refused[]) {
    super(message);
    this.refused = refused;
  }
}

/** Throws NoSandbox, which names cause and mend of each that was tried, when none works or the preferred does not. */
export async function chooseSandbox(input: ChooseSandboxInput): Promise<ChosenSandbox> {
  const refused: Refused[] = [];
  for (const name of wanted(input.preferred)) {
    const driver = buildSandbox(name, input);
    const probe = refuseUnsafe(name, input) ?? (await driver.probe());
    if (probe.ok) return { driver, detail: probe.detail, refused };
    refused.push({ name, reason: probe.reason, mend: probe.mend });
  }
  const causes = refused.map(({ name, reason, mend }) => `${name}: ${reason} (${mend})`).join("; ");
  throw new NoSandbox(`no sandbox can run documents here. ${causes}`, refused);
}

/** What every driver says of this machine, for a diagnosis; starts a sandbox of each that works. */
export async function probeSandboxes(input: ChooseSandboxInput): Promise<({ name: SandboxDriver["name"] } & Probe)[]> {
  const answers: ({ name: SandboxDriver["name"] } & Probe)[] = [];
  for (const name of preference) {
    answers.push({ name, ...(refuseUnsafe(name, input) ?? (await buildSandbox(name, input).probe())) });
  }
  return answers;
}

function wanted(preferred: string | undefined): readonly SandboxDriver["name"][] {
  if (!preferred) return preference;
  const known = preference.find((name) => name === preferred);
  if (known) return [known];
  throw new NoSandbox(
    `no sandbox is called "${preferred}": PINLIGHT_SANDBOX is one of ${preference.join(", ")}, or unset`,
    [],
  );
}

function refuseUnsafe(name: SandboxDriver["name"], input: ChooseSandboxInput): (Probe & { ok: false }) | null {
  if (name !== "process-unsafe" || (input.embedded && input.loopbackOnly)) return null;
  const reason = input.embedded
    ? "it would give everybody who reaches this service this machine: it listens on more than the loopback interface"
    : "it is for one person's own machine, started with npm start";
  return { ok: false, reason, mend: "make bubblewrap or docker work; or leave --host away" };
}

function buildSandbox(name: SandboxDriver["name"], input: ChooseSandboxInput): SandboxDriver {
  if (name === "bubblewrap") return bubblewrapDriver(input);
  if (name === "docker") return dockerDriver({ image: input.image, owner: input.owner, host: input.dockerHost });
  return processDriver(input);
}
