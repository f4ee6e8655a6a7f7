// Jobs carry ids, never state (law 2): the consumer looks up the newest state when it starts.
import { z } from "zod";
import { DocumentId } from "./ids.ts";

export const RunJob = z.object({ documentId: DocumentId });
export type RunJob = z.infer<typeof RunJob>;

export const PARTITIONS = 16;
export const runQueue = (partition: number) => `runs-${partition}`;

/** Smaller is sooner: what somebody looks at, then what was just edited, then what follows from it. 0 is the queue's own first lane. */
export const priority = { watched: 0, edited: 1, dependent: 2 } as const;
