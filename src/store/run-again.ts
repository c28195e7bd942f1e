// Asking for a transaction to be run again from its beginning.

/**
 * Throws with the code of PostgreSQL's own serialization failure (40001): `Database.transaction` rolls
 * back and runs it again, up to `TRANSACTION_TRIES` times. For a lock that is found to be needed too late to be taken in order.
 */
export function runAgain(why: string): never {
  throw Object.assign(new Error(why), { code: '40001' });
}
