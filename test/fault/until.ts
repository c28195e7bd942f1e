// Waiting for a condition with a deadline; tests never sleep for a result.

/** Asks again every few milliseconds until it is true; throws when the time is over. Errors of the condition end the wait. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, options: { withinMs: number }): Promise<void> {
  const deadline = performance.now() + options.withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${options.withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
