// The error of a run with the node where it happened.

/** Thrown within a course; `node` is null when no node is to blame. */
export class PlacedFailure extends Error {
  override readonly name = 'PlacedFailure';
  readonly node: number | null;

  constructor(message: string, node: number | null, options: ErrorOptions) {
    super(message, options);
    this.node = node;
  }
}
