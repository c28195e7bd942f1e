// The error of a call that did not give a result.

/** Thrown when a method fails, refuses its arguments, is abandoned, or when its deck's process ends; the message is for the operator. */
export class DeckCallError extends Error {
  override readonly name = 'DeckCallError';
}
