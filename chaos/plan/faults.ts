// Every kind of fault, dealt from a shuffled deck: each comes in its share, in an order that the seed decides.
import type { Random } from "./random.ts";

export type Fault =
  | { kind: "gateway-kill"; index: number }
  /** `leading`: the one that holds the workspace's partition; else the other. */
  | { kind: "runner-kill"; leading: boolean; busy: boolean }
  /** `busy`: as soon as a document runs; then all kernels, for nobody can see from outside which one it is. */
  | { kind: "kernel-kill"; pick: number; busy: boolean }
  /** A sandbox's executor, with all kernels in it. */
  | { kind: "sandbox-kill" }
  | { kind: "agent-kill" }
  | { kind: "redis-flush" }
  | { kind: "redis-kill" }
  /** fast: as a restart asks for. immediate: as after a crash, with recovery. */
  | { kind: "postgres-restart"; mode: "fast" | "immediate" }
  /** All connections that go through a proxy: viewers' and the agent's. */
  | { kind: "cut-all" }
  | { kind: "cut"; viewer: number }
  | { kind: "stall"; viewer: number; ms: number }
  | { kind: "delay"; viewer: number; latencyMs: number; ms: number }
  /** A process that the machine does not schedule for a while: it wakes up and believes that it still holds its lease. */
  | { kind: "freeze"; what: "gateway" | "runner"; index: number; ms: number }
  /** Each server process is asked to end and started again, one after the other. */
  | { kind: "deploy" };
export type FaultKind = Fault["kind"];

const deck: FaultKind[] = [
  ...(["gateway-kill", "gateway-kill", "runner-kill", "runner-kill", "kernel-kill", "kernel-kill"] as const),
  ...([
    "sandbox-kill",
    "agent-kill",
    "redis-flush",
    "redis-kill",
    "postgres-restart",
    "cut-all",
    "cut",
    "cut",
  ] as const),
  ...(["stall", "stall", "delay", "freeze", "deploy"] as const),
];
export const faultKinds = [...new Set(deck)];

/** `only`: where one kind is looked for, as in a reproduction. */
export function dealFaults(random: Random, options: { count: number; viewers: number; only: FaultKind[] }): Fault[] {
  const wanted = deck.filter((kind) => options.only.length === 0 || options.only.includes(kind));
  const dealt: Fault[] = [];
  while (dealt.length < options.count) {
    for (const kind of random.shuffled(wanted)) dealt.push(faultOf(kind, random, options.viewers));
  }
  return dealt.slice(0, options.count);
}

function faultOf(kind: FaultKind, random: Random, viewers: number): Fault {
  switch (kind) {
    case "gateway-kill":
      return { kind, index: random.below(2) };
    case "runner-kill":
      return { kind, leading: random.chance(0.75), busy: random.chance(0.5) };
    case "kernel-kill":
      return { kind, pick: random.below(1000), busy: random.chance(0.6) };
    case "postgres-restart":
      return { kind, mode: random.pick(["fast", "immediate"]) };
    case "cut":
      return { kind, viewer: random.below(viewers) };
    case "stall":
      return { kind, viewer: random.below(viewers), ms: random.between(200, 900) };
    case "delay":
      return { kind, viewer: random.below(viewers), latencyMs: random.between(20, 300), ms: random.between(500, 4000) };
    case "freeze":
      return {
        kind,
        what: random.pick(["gateway", "runner"]),
        index: random.below(2),
        ms: random.pick([300, 1500, 5500]),
      };
    default:
      return { kind };
  }
}
