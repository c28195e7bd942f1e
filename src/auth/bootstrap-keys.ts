// Keys a server needs to begin with: those its settings name, the first admin's, and that of its own runners.
import { covers, type Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import { adminWays } from '../store/access/user-directory.store.ts';
import { keyWithUser, type KeyWithUserRow, lockBootstrap, replaceSecret } from '../store/auth/access-key.store.ts';
import { standingByName } from '../store/auth/user.store.ts';
import type { Connection, Database } from '../store/database.ts';
import { writeKey } from './access-key.service.ts';
import { formatKey, hashSecret, isSecret, mintKeyText, parseKey } from './secret.ts';

/** A key given from outside, and the setting to name when something is wrong with it. */
export interface GivenKey {
  readonly text: string;
  readonly role: Role;
  /** Name of the user it is made for, and its label. */
  readonly user: string;
  readonly setting: string;
}

/**
 * Makes sure a key of the settings works: it is written when new, and gets the given secret when it had another, because
 * who sets the server's environment may rotate it. INVALID when the key was revoked or has another role.
 */
export function ensureGivenKey(db: Database, given: GivenKey): Promise<void> {
  const key = parseKey(given.text);
  if (key === null) throw new DomainError('INVALID', `${given.setting} is not of the form <key id>.<secret>`);
  return db.transaction(async (tx) => {
    await lockBootstrap(tx);
    const row = await keyWithUser(tx, key.id);
    if (row === null) return void (await writeKey(tx, { role: given.role, label: given.user, user: await fitUser(tx, given.user, given.role) }, key));
    refuseUnfit(given, key.id, row);
    if (!isSecret(key.secret, row.secretHash)) await replaceSecret(tx, key.id, hashSecret(key.secret));
  });
}

/** A first admin key when nobody has a way in who can manage users, else null; the caller shows it once. */
export function ensureSomeAdminKey(db: Database): Promise<string | null> {
  return db.transaction(async (tx) => {
    await lockBootstrap(tx);
    return (await adminWays(tx)).length > 0 ? null : await writeNew(tx, { role: 'admin', label: 'admin' });
  });
}

/**
 * The runner key this server made at an earlier start when it still works here, else a new one. `present` may belong to
 * another database, or have been revoked; then the caller stores the new text.
 */
export function ensureOwnRunnerKey(db: Database, options: { present: string | null; label: string }): Promise<string> {
  const key = options.present === null ? null : parseKey(options.present);
  return db.transaction(async (tx) => {
    await lockBootstrap(tx);
    const row = key === null ? null : await keyWithUser(tx, key.id);
    const works = key !== null && row !== null && !row.revoked && row.roleCap === 'runner' && isSecret(key.secret, row.secretHash);
    return works ? formatKey(key) : await writeNew(tx, { role: 'runner', label: options.label });
  });
}

/** Users of service keys: one account for all runners, so that a runner keeps its name when its key changes. */
const SERVICE_USER: Partial<Record<Role, string>> = { runner: 'runner' };

async function writeNew(tx: Connection, wish: { role: Role; label: string }): Promise<string> {
  const key = mintKeyText();
  await writeKey(tx, { ...wish, user: await fitUser(tx, SERVICE_USER[wish.role] ?? wish.label, wish.role) }, key);
  return formatKey(key);
}

/** Users of one name that are looked at. */
const MAX_NAMESAKES = 100;

/**
 * The name, or the first of `name-2`, `name-3`… for which a key of that role works: of nobody yet, or of somebody who has the role
 * everywhere. Others may have taken the name; a server that could not start because of that could not be put right.
 */
async function fitUser(tx: Connection, name: string, role: Role): Promise<string> {
  for (let n = 1; n <= MAX_NAMESAKES; n++) {
    const candidate = n === 1 ? name : `${name}-${n}`;
    const user = await standingByName(tx, candidate);
    if (user === null || (!user.disabled && user.everywhere && covers(user.userRole, role))) return candidate;
  }
  throw new DomainError('ALREADY_EXISTS', `no user from ${name} to ${name}-${MAX_NAMESAKES} can have a key with the role ${role}; enable one of them`);
}

function refuseUnfit(given: GivenKey, id: string, row: KeyWithUserRow): void {
  if (row.revoked) throw new DomainError('INVALID', `the key ${id} of ${given.setting} was revoked; set another key`);
  if (row.roleCap === given.role) return;
  throw new DomainError('INVALID', `the key ${id} of ${given.setting} exists with the role ${row.roleCap}, not ${given.role}; set another key`);
}
