// The life of a user, for who manages users from the machine of the server: made, given a password, disabled, granted projects.
import type { Grant, Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import { grantOf, MAX_GRANTS, passwordOf, userNameOf } from '../domain/user.ts';
import { uuidv7 } from '../domain/uuid.ts';
import { grantsOf, putGrant, removeGrant } from '../store/auth/grant.store.ts';
import { disableUser, insertUser, type ListedUserRow, listUserRows, lockUser, MAX_LISTED_USERS, setPasswordHash, updateUser } from '../store/auth/user-admin.store.ts';
import { userByName, type UserRow } from '../store/auth/user.store.ts';
import type { Connection, Database } from '../store/database.ts';
import { recordDeed } from './command-line-audit.ts';
import { hashPassword } from './password/password-hash.ts';

/** A user as it is wished for. */
export interface UserWish {
  readonly name: string;
  readonly role: Role;
  /** False = only grants count. */
  readonly everywhere: boolean;
  /** Null = comes with keys or tokens only. */
  readonly password: string | null;
}

/** Makes a user. INVALID for a name or password that cannot be, ALREADY_EXISTS for a name that is taken. */
export async function createUser(db: Database, { name, role, everywhere, password }: UserWish): Promise<UserRow> {
  const user = { id: uuidv7(), name: userNameOf(name, 'name'), role, everywhere, passwordHash: password === null ? null : await hashPassword(passwordOf(password)) };
  return db.transaction(async (tx) => {
    if (!(await insertUser(tx, user))) throw new DomainError('ALREADY_EXISTS', `there is a user ${name} already; choose another name`, { path: ['name'] });
    await recordDeed(tx, { action: 'createUser', targetId: user.id });
    return user;
  });
}

/** Users in the order of their names, at most `MAX_LISTED_USERS`. */
export function listUsers(db: Connection): Promise<ListedUserRow[]> {
  return listUserRows(db, { after: null, limit: MAX_LISTED_USERS });
}

/** Sets the password, or takes it away (null), and ends every session of the user. NOT_FOUND, INVALID. */
export async function changePassword(db: Database, name: string, password: string | null): Promise<void> {
  const hash = password === null ? null : await hashPassword(passwordOf(password));
  await db.transaction(async (tx) => {
    const { id } = await existing(tx, name);
    await setPasswordHash(tx, id, hash);
    await recordDeed(tx, { action: 'setPassword', targetId: id });
  });
}

/** Ends all that the user may do, or gives it back; servers know it within `KEY_TTL_MS`. NOT_FOUND. */
export async function changeDisabled(db: Database, name: string, disabled: boolean): Promise<void> {
  await db.transaction(async (tx) => {
    const { id } = await existing(tx, name);
    await disableUser(tx, id, disabled);
    await recordDeed(tx, { action: 'updateUser', targetId: id });
  });
}

/** Gives a user a role in a project and below it; from then on only grants count for the user. NOT_FOUND, INVALID, LIMIT_EXCEEDED. */
export async function addGrant(db: Database, name: string, given: { readonly path: string; readonly role: string }): Promise<Grant> {
  const grant = grantOf(given);
  await db.transaction(async (tx) => {
    const { id } = await existing(tx, name);
    await lockUser(tx, id);
    if (!(await putGrant(tx, id, grant))) throw new DomainError('LIMIT_EXCEEDED', `${name} has ${MAX_GRANTS} grants already; remove one, or grant a project above several`);
    await updateUser(tx, { id, role: null, everywhere: false });
    await recordDeed(tx, { action: 'putGrant', targetId: id });
  });
  return grant;
}

/** Takes a grant away; the user does not become somebody everywhere by that, also with the last one. NOT_FOUND. */
export async function takeGrant(db: Database, name: string, path: string): Promise<void> {
  await db.transaction(async (tx) => {
    const { id } = await existing(tx, name);
    if (!(await removeGrant(tx, id, path))) throw new DomainError('NOT_FOUND', `${name} has no grant at ${JSON.stringify(path)}; \`switchyard grant list ${name}\` shows all`);
    await recordDeed(tx, { action: 'removeGrant', targetId: id });
  });
}

/** The grants of a user. NOT_FOUND. */
export async function listGrants(db: Connection, name: string): Promise<Grant[]> {
  return await grantsOf(db, (await existing(db, name)).id);
}

async function existing(db: Connection, name: string): Promise<UserRow> {
  const user = await userByName(db, name);
  if (user !== null) return user;
  throw new DomainError('NOT_FOUND', `there is no user ${JSON.stringify(name)}; \`switchyard user list\` shows all`);
}
