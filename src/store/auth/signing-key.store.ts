// Statements on the keys that sign tokens.
import type { Connection, Statement } from '../database.ts';

/** RSA for tokens that others check, HMAC for those that only we do. */
export type SigningKind = 'RSA' | 'HMAC';

/** One key; `material` is a private JWK and leaves the process never. */
export interface SigningKeyRow {
  readonly id: string;
  readonly kind: SigningKind;
  readonly material: Readonly<Record<string, unknown>>;
  readonly isCurrent: boolean;
}

/** Hours for which tokens of a retired key are still taken: longer than any of them lives. */
export const RETIRED_KEY_HOURS = 24 * 31;
/** Most keys of one kind that are read. */
const MAX_KEYS = 16;

const INSERT: Statement = {
  name: 'auth_signing_key_insert',
  text: 'INSERT INTO signing_key (id, kind, material) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
};

const LIST: Statement = {
  name: 'auth_signing_key_list',
  text: `SELECT id, kind, material, retired_at IS NULL AS "isCurrent" FROM signing_key
    WHERE kind = $1 AND (retired_at IS NULL OR retired_at > now() - interval '${RETIRED_KEY_HOURS} hours') ORDER BY retired_at DESC NULLS FIRST LIMIT ${MAX_KEYS}`,
};

/** Writes the key unless its kind has a current one already. */
export async function insertSigningKey(conn: Connection, key: Omit<SigningKeyRow, 'isCurrent'>): Promise<void> {
  await conn.query(INSERT, [key.id, key.kind, JSON.stringify(key.material)]);
}

/** The keys of a kind whose tokens are taken, the current one first. */
export function signingKeys(conn: Connection, kind: SigningKind): Promise<SigningKeyRow[]> {
  return conn.query<SigningKeyRow>(LIST, [kind]);
}
