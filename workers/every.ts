/** Runs the work again and again, `ms` after the last time ended; a failure is handed on and does not end it. */
export function every(ms: number, work: () => Promise<unknown>, onError: (error: Error) => void): () => Promise<void> {
  let stopped = false;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopped) {
      try {
        await work();
      } catch (error) {
        onError(error as Error);
      }
      if (stopped) break;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return async () => {
    stopped = true;
    wake();
    await loop;
  };
}
