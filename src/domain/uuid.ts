// Identifiers: version 7 UUIDs, so that rows made later sort later.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Makes ids; a port so that tests own them. */
export type NewId = () => string;

/** Whether a text from outside is a canonical lower-case UUID; check before any SQL, a failed cast would be a server error. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A version 7 UUID for the given time (milliseconds since 1970): 48 bits of time, 74 random bits. */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
