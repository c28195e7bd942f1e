// The error of work that cannot be started as it is written.

/** Thrown while an attempt is prepared; its message becomes the INVALID end and says what to change. */
export class InvalidWork extends Error {
  override readonly name = 'InvalidWork';
}
