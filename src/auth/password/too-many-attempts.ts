// The refusal of a password that is not even looked at.

/** Thrown instead of an answer when passwords come too fast; answer 429 with `Retry-After`. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, reason: string) {
    super(`${reason}: try again in ${retryAfterSeconds} seconds`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
