// The life of an access key, for who manages keys from the machine of the server: made for a user with a role, listed, revoked.
import { covers, ROLES, type Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import { labelOf, userNameOf } from '../domain/user.ts';
import { uuidv7 } from '../domain/uuid.ts';
import { insertKey, type ListedKeyRow, listKeyRows, revokeKeyRow } from '../store/auth/access-key.store.ts';
import { insertUserOnce, userByName, type UserRow } from '../store/auth/user.store.ts';
import type { Connection, Database } from '../store/database.ts';
import { recordDeed } from './command-line-audit.ts';
import { formatKey, hashSecret, type KeyText, mintKeyText } from './secret.ts';

/** What a key is for. */
export interface KeyWish {
  readonly role: Role;
  /** What people call it. */
  readonly label: string;
  /** Whose key it is; made with the key's role when there is no such user. @default the label */
  readonly user?: string;
}

/** A key just made; `text` is shown once and stored nowhere. */
export interface MadeKey {
  readonly id: string;
  readonly text: string;
  readonly userId: string;
}

/** Makes a key. INVALID when the role, label or user cannot be, or when the user's role does not cover the key's. */
export function createKey(db: Database, wish: KeyWish): Promise<MadeKey> {
  const key = mintKeyText();
  return db.transaction(async (tx) => {
    const userId = await writeKey(tx, wish, key);
    await recordDeed(tx, { action: 'createAccessKey', targetId: key.id });
    return { id: key.id, text: formatKey(key), userId };
  });
}

/** Writes a key whose text is known already, as part of a transaction; returns the id of its user. */
export async function writeKey(tx: Connection, wish: KeyWish, key: KeyText): Promise<string> {
  const user = await userFor(tx, wish);
  const row = { id: key.id, secretHash: hashSecret(key.secret), userId: user.id, label: wish.label, roleCap: wish.role };
  if (await insertKey(tx, row)) return user.id;
  throw new DomainError('ALREADY_EXISTS', `a key with the id ${key.id} exists already; choose another id`);
}

/** The newest keys, without their secrets, which nobody has. */
export function listKeys(db: Connection): Promise<ListedKeyRow[]> {
  return listKeyRows(db);
}

/** Ends a key; servers stop taking it within `KEY_TTL_MS`. NOT_FOUND when there is none of that id. */
export async function revokeKey(db: Database, id: string): Promise<void> {
  await db.transaction(async (tx) => {
    if (!(await revokeKeyRow(tx, id))) throw new DomainError('NOT_FOUND', `there is no access key ${JSON.stringify(id)}; \`switchyard key list\` shows all`);
    await recordDeed(tx, { action: 'revokeAccessKey', targetId: id });
  });
}

/** Reads a role from outside. */
export function parseRole(text: string): Role {
  const role = ROLES.find((each) => each === text);
  if (role !== undefined) return role;
  throw new DomainError('INVALID', `${JSON.stringify(text)} is no role; choose one of ${ROLES.join(', ')}`, { path: ['role'] });
}

async function userFor(tx: Connection, wish: KeyWish): Promise<UserRow> {
  const label = labelOf(wish.label);
  const name = wish.user === undefined ? label : labelOf(wish.user, 'user');
  const user = (await userByName(tx, name)) ?? (await newUser(tx, { name, role: wish.role }, wish.user === undefined ? 'label' : 'user'));
  if (covers(user.role, wish.role)) return user;
  throw new DomainError('INVALID', `the user ${name} has the role ${user.role}, which does not cover ${wish.role}; ask for a lesser role or name another user`, { path: ['role'] });
}

/** Made once, also when several ask at once: the one that is there has the say. */
async function newUser(tx: Connection, { name, role }: { name: string; role: Role }, field: string): Promise<UserRow> {
  await insertUserOnce(tx, { id: uuidv7(), name: userNameOf(name, field), role });
  const user = await userByName(tx, name);
  if (user === null) throw new Error(`the user ${name} was inserted and is not there`);
  return user;
}
