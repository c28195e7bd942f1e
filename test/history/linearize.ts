// The checker: looks for one order of the operations of a history that a sequential model explains.

/** An operation that was called at one moment and had answered at a later one; moments are counted, so no two are equal. */
export interface Interval {
  readonly call: number;
  readonly answer: number;
}

/** What the operations do one after the other. */
export interface SequentialModel<State, Op> {
  readonly start: State;
  /** The state after the operation, or null when the operation could not have answered like this in this state. */
  step(state: State, op: Op): State | null;
  /** Equal states have equal keys. */
  keyOf(state: State): string;
}

/** States that a search may look at before it gives up: many times what a history of forty operations needs. */
export const MAX_STATES = 2_000_000;

/**
 * An order of the operations in which each answers as it did, and none comes before one that had answered when it was called;
 * null when there is none. Depth first, never twice from the same set of done operations with the same state (Wing and Gong, with
 * Lowe's memory).
 */
export function linearize<State, Op extends Interval>(history: readonly Op[], model: SequentialModel<State, Op>): readonly Op[] | null {
  const ops = history.toSorted((a, b) => a.call - b.call);
  const seen = new Set<string>();
  const order: Op[] = [];
  const done = ops.map(() => false);
  return from(model.start) ? order : null;

  function from(state: State): boolean {
    if (order.length === ops.length) return true;
    const key = `${done.map(Number).join('')} ${model.keyOf(state)}`;
    if (seen.has(key)) return false;
    if (seen.add(key).size > MAX_STATES) throw new Error(`the search for an order of ${ops.length} operations looked at ${MAX_STATES} states: make the histories shorter`);
    return candidates().some((i) => tried(i, state));
  }

  function tried(i: number, state: State): boolean {
    const next = model.step(state, ops[i]!);
    if (next === null) return false;
    done[i] = true;
    order.push(ops[i]!);
    if (from(next)) return true;
    done[i] = false;
    order.pop();
    return false;
  }

  /** What may come next: everything that was called before the first of the rest had answered. */
  function candidates(): readonly number[] {
    let first = Infinity;
    for (let i = 0; i < ops.length; i++) if (!done[i]) first = Math.min(first, ops[i]!.answer);
    return ops.flatMap((op, i) => (!done[i] && op.call < first ? [i] : []));
  }
}
