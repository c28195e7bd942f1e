// Identifiers: version 7 UUIDs, so that rows made later sort later.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Makes ids; a port so that tests own them. */
export type NewId = () => string;

/** Whether a text from outside is a canonical lower-case UUID; check before any SQL, a failed cast would be a server error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * A version 7 UUID for the given time (milliseconds since 1970): 48 bits of time, 12 that count what this process makes within the
 * millisecond, 62 random bits. So the first 3,800 of a millisecond sort in the order in which they were made; later ones sort among each other.
 */
export function uuidv7(now: number = Date.now()): string {
  const time = now.toString(16).padStart(12, '0');
  const at = nextRandom();
  const n = countWithin(now, POOL[at + 2]!);
  const version = 0x70 | (n >> 8);
  const variant = 0x80 | (POOL[at + 1]! & 0x3f);
  const tail = HEX[POOL[at + 4]!]! + HEX[POOL[at + 5]!]! + HEX[POOL[at + 6]!]! + HEX[POOL[at + 7]!]! + HEX[POOL[at + 8]!]! + HEX[POOL[at + 9]!]!;
  return `${time.slice(0, 8)}-${time.slice(8)}-${HEX[version]!}${HEX[n & 0xff]!}-${HEX[variant]!}${HEX[POOL[at + 3]!]!}-${tail}`;
}

/** Greatest count that fits. */
const MAX_COUNT = 0xfff;
let counted = -1;
let count = 0;

/** Counts from a random beginning below 256. What is written down together, phases and steps of one report for example, is listed by these ids. */
function countWithin(now: number, beginning: number): number {
  if (now !== counted) {
    counted = now;
    count = beginning;
  } else if (count < MAX_COUNT) {
    count++;
  }
  return count;
}

/** Random bytes of one id. */
const RANDOM_BYTES = 10;
/** Drawn for many ids at once: a call of the generator costs more than all the rest (a claim of fifty draws a hundred ids). */
const POOL = new Uint8Array(RANDOM_BYTES * 256);
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
let used = POOL.length;

/** Where the next unused random bytes begin. */
function nextRandom(): number {
  if (used === POOL.length) {
    crypto.getRandomValues(POOL);
    used = 0;
  }
  used += RANDOM_BYTES;
  return used - RANDOM_BYTES;
}
