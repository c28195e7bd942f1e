// Waiting for a fact with a deadline; the message names what did not come.
export async function waitUntil(what: string, isTrue: () => boolean, seconds = 10): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`did not come within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
