// One way to ask the server for JSON, with words for what went wrong.
export type Fetched<T> = { ok: true; value: T } | { ok: false; message: string };

/** `parse` throws where the answer is not what was asked for. Rejects only where `signal` ended it. */
export async function fetchJson<T>(
  address: string,
  parse: (value: unknown) => T,
  signal?: AbortSignal,
): Promise<Fetched<T>> {
  try {
    const response = await fetch(address, signal ? { signal } : {});
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, value: parse(body) };
    return { ok: false, message: messageOf(body) };
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, message: "The server could not be reached." };
  }
}

function messageOf(body: unknown): string {
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : null;
  return typeof message === "string" ? message : "The server did not answer as it should.";
}
