// An end to waiting for an answer that may never come.

/** The result of `work`, or a rejection after `ms` milliseconds; a result that comes later is dropped. */
export async function withinDeadline<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`${what} has not answered within ${ms} ms`)), ms);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
