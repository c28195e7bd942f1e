// The keys that sign our tokens: made on first need, the same for all servers of a database, remembered for a while.
import { randomBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import { uuidv7 } from '../../domain/uuid.ts';
import { insertSigningKey, type SigningKeyRow, signingKeys, type SigningKind } from '../../store/auth/signing-key.store.ts';
import type { Connection } from '../../store/database.ts';

/** Longest time for which the keys are not read again, in milliseconds: a key of another server signs this long at most before it is known everywhere. */
export const KEYS_TTL_MS = 60_000;
/** Shortest time between two readings because of a token with an unknown key, in milliseconds: anybody can send such tokens. */
export const UNKNOWN_KEY_MS = 2_000;
const RSA_BITS = 2_048;
const HMAC_BYTES = 32;

/** One key. */
export interface SigningKey {
  readonly id: string;
  readonly algorithm: 'RS256' | 'HS256';
  readonly signs: CryptoKey | Uint8Array;
  readonly verifies: CryptoKey | Uint8Array;
  /** What others may know of it; null for an HMAC key, of which they may know nothing. */
  readonly published: JWK | null;
}

/** The keys of one kind. */
export class SigningKeys {
  readonly #db: Connection;
  readonly #kind: SigningKind;
  readonly #now: () => number;
  #known: Promise<readonly SigningKey[]> | null = null;
  #readAt = 0;

  constructor(db: Connection, kind: SigningKind, options: { now: () => number }) {
    this.#db = db;
    this.#kind = kind;
    this.#now = options.now;
  }

  /** The key that signs now. */
  async current(): Promise<SigningKey> {
    return (await this.all())[0]!;
  }

  /** Every key whose tokens are taken, the current one first. */
  all(): Promise<readonly SigningKey[]> {
    return this.#known !== null && this.#now() - this.#readAt < KEYS_TTL_MS ? this.#known : this.#read();
  }

  /** The key of that id, or null. */
  async byId(id: string): Promise<SigningKey | null> {
    const known = (await this.all()).find((key) => key.id === id);
    if (known !== undefined || this.#now() - this.#readAt < UNKNOWN_KEY_MS) return known ?? null;
    return (await this.#read()).find((key) => key.id === id) ?? null;
  }

  #read(): Promise<readonly SigningKey[]> {
    const reading = this.#load();
    this.#known = reading;
    this.#readAt = this.#now();
    reading.catch(() => { if (this.#known === reading) this.#known = null; });
    return reading;
  }

  async #load(): Promise<readonly SigningKey[]> {
    const rows = await signingKeys(this.#db, this.#kind);
    if (rows[0]?.isCurrent) return await Promise.all(rows.map(imported));
    await insertSigningKey(this.#db, { id: uuidv7(), kind: this.#kind, material: await newMaterial(this.#kind) });
    // Read again rather than used: another server may have been first, and then its key is the one.
    return await Promise.all((await signingKeys(this.#db, this.#kind)).map(imported));
  }
}

async function newMaterial(kind: SigningKind): Promise<Record<string, unknown>> {
  if (kind === 'HMAC') return { kty: 'oct', k: randomBytes(HMAC_BYTES).toString('base64url') };
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: RSA_BITS, extractable: true });
  return { ...(await exportJWK(privateKey)) };
}

async function imported({ id, kind, material }: SigningKeyRow): Promise<SigningKey> {
  if (kind === 'HMAC') {
    const secret = Buffer.from(String(material.k), 'base64url');
    return { id, algorithm: 'HS256', signs: secret, verifies: secret, published: null };
  }
  const { kty, n, e } = material as JWK;
  const open = { kty: String(kty), n: String(n), e: String(e) };
  const [signs, verifies] = await Promise.all([importJWK(material as JWK, 'RS256'), importJWK(open, 'RS256')]);
  return { id, algorithm: 'RS256', signs, verifies, published: { ...open, kid: id, use: 'sig', alg: 'RS256' } };
}
