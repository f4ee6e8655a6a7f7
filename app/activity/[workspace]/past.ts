import type { DocumentView } from "#lib/core/document-view.ts";
import type { PastRun } from "#lib/protocol/activity.ts";
import type { FilePath } from "#lib/protocol/ids.ts";

/** A document as it was after a run. */
export type Past = { path: FilePath; view: DocumentView } & PastRun;
