// What a person reads while they wait. Always on standard error: standard output belongs to answers.

/** A line. Nobody listening any more is no reason to end. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

process.stderr.on("error", () => undefined);

/**
 * Says what begins, and how long it took.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function stage(what, work) {
  const began = performance.now();
  say(`· ${what} …`);
  const result = await work();
  say(`  ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
