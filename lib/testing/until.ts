/**
 * Settles with the first answer of `condition` that is neither false, null nor undefined; asks again every few ms.
 * Throws when there was none within `withinMs`, with the last error that the condition threw.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 10 }: { withinMs?: number; everyMs?: number } = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown = null;
  while (Date.now() < deadline) {
    try {
      const answer = await condition();
      if (answer !== false && answer !== null && answer !== undefined) return answer as NonNullable<T>;
      lastError = null;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`not so within ${withinMs} ms: ${condition}`, { cause: lastError });
}
