/** What a person can act on: its message is shown as it is, without a stack, and the exit code is 1. */
export class PlainError extends Error {}
