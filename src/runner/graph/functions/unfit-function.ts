// The error of a function or a file that is not written as it must be.

/** Thrown by what looks at a file and its results, so that no line of the author's code is to blame; the message says what to write. */
export class UnfitFunction extends Error {
  override readonly name = 'UnfitFunction';
}
