// Leaving the steps from wherever they are: every way out that is not their end.

/**
 * ABANDONED: nothing more may be carried out or told; HANDED_BACK: between two steps, for another runner; STOPPED: an order took effect;
 * FAILED: a step failed where that is the end, what was prepared may still be cleaned up; BROKEN: the steps themselves cannot be followed.
 */
export type UnwindReason =
  | { readonly by: 'ABANDONED' }
  | { readonly by: 'HANDED_BACK' }
  | { readonly by: 'STOPPED' }
  | { readonly by: 'FAILED'; readonly message: string }
  | { readonly by: 'BROKEN'; readonly message: string };

/** Thrown through all blocks; caught where a section ends. */
export class Unwind extends Error {
  override readonly name = 'Unwind';
  readonly reason: UnwindReason;

  constructor(reason: UnwindReason) {
    super('message' in reason ? reason.message : reason.by);
    this.reason = reason;
  }
}

/** Why the work was left; null when it came to its end. Rejects with whatever else was thrown. */
export async function unwound(work: () => Promise<void>): Promise<UnwindReason | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof Unwind) return error.reason;
    throw error;
  }
}
