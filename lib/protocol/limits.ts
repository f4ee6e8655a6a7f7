// Limits of every door, in one place: what is larger is refused with an error that names the limit.
// Bytes unless the name says otherwise.

const KiB = 1024;
const MiB = 1024 * KiB;

export const limits = {
  pathBytes: 1024,
  fileBytes: 10 * MiB,
  workspaceFiles: 20_000,
  workspaceBytes: 1024 * MiB,
  /** One content that may travel inside a commit, and all of them together. */
  inlineFileBytes: 64 * KiB,
  inlineCommitBytes: 256 * KiB,
  commitBodyBytes: 8 * MiB,
  commitChanges: 20_000,
  hashesPerRequest: 20_000,
  jsonBodyBytes: 4 * MiB,
  socketMessageBytes: 256 * KiB,
  /** In ten seconds, at one gateway. */
  eventsPerSocket: 300,
  eventsPerWorkspace: 50_000,
  commitsPerWorkspace: 600,
  /** A result element larger than this travels by hash. */
  inlineElementBytes: 8 * KiB,
  elementBytes: 8 * MiB,
  elementsPerBlock: 500,
  /** Columns of tables that one block shows, beside its elements; of tables over it only the head is kept. */
  tablePayloadBytes: 256 * MiB,
  /** Text that one block may print before it is cut; the rest is kept up to `fullOutputBytes`. */
  outputBytes: 1 * MiB,
  fullOutputBytes: 16 * MiB,
  runBytes: 64 * MiB,
  frameHeaderBytes: 1 * MiB,
  frameBodyBytes: 64 * MiB,
  blocks: 10_000,
  /** Revisions in one answer about what happened. */
  activityRevisions: 40,
  /** UTF-16 units of what an audit has to say. */
  auditReportChars: 10_000,
} as const;
