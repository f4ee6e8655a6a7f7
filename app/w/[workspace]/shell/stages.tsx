import type { CSSProperties } from "react";

/** Where the time of a save goes, in its order: ours in greys, Python's in the lamp's colour. */
export const stageNames = [
  ["sync", "sync"],
  ["queue", "queue"],
  ["start", "start"],
  ["python", "your Python"],
] as const;
type Stages = Record<(typeof stageNames)[number][0], number>;

/** From a run's timings, in ms. */
export function stagesOf({ agentMs = 0, queueMs = 0, planMs = 0, kernelMs = 0 }: Record<string, number>): Stages {
  const startMs = Math.min(planMs, kernelMs);
  return { sync: agentMs, queue: queueMs, start: startMs, python: kernelMs - startMs };
}

export const totalOf = (stages: Stages): number => Object.values(stages).reduce((sum, ms) => sum + ms, 0);

/** `scale`: what the whole width stands for, in ms; without it, all of these stages. */
export function StageBar({ stages, scale }: { stages: Stages; scale?: number }) {
  const rest = scale === undefined ? 0 : Math.max(0, scale - totalOf(stages));
  return (
    <span className="stages" style={{ "--rest": rest } as CSSProperties} aria-hidden="true">
      {stageNames.map(([stage]) => (
        <i key={stage} className={`stage-${stage}`} style={{ "--ms": stages[stage] } as CSSProperties} />
      ))}
    </span>
  );
}
