// The life of a user, for who manages users from the machine of the server: made, given a password, disabled, granted projects.
import type { Grant, Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import { grantOf, MAX_GRANTS, passwordOf, userNameOf } from '../domain/user.ts';
import { uuidv7 } from '../domain/uuid.ts';
import { grantsOf, putGrant, removeGrant } from '../store/auth/grant.store.ts';
import { disableUser, insertUser, type ListedUserRow, listUserRows, lockUser, MAX_LISTED_USERS, setPasswordHash, updateUser } from '../store/auth/user-admin.store.ts';
import { userByName, type UserRow } from '../store/auth/user.store.ts';
import type { Connection, Database } from '../store/database.ts';
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
export async function createUser(db: Connection, { name, role, everywhere, password }: UserWish): Promise<UserRow> {
  const user = { id: uuidv7(), name: userNameOf(name, 'name'), role, everywhere, passwordHash: password === null ? null : await hashPassword(passwordOf(password)) };
  if (await insertUser(db, user)) return user;
  throw new DomainError('ALREADY_EXISTS', `there is a user ${name} already; choose another name`, { path: ['name'] });
}

/** Users in the order of their names, at most `MAX_LISTED_USERS`. */
export function listUsers(db: Connection): Promise<ListedUserRow[]> {
  return listUserRows(db, { after: null, limit: MAX_LISTED_USERS });
}

/** Sets the password, or takes it away (null), and ends every session of the user, whose id it gives. NOT_FOUND, INVALID. */
export async function changePassword(db: Connection, name: string, password: string | null): Promise<string> {
  const hash = password === null ? null : await hashPassword(passwordOf(password));
  const { id } = await existing(db, name);
  await setPasswordHash(db, id, hash);
  return id;
}

/** Ends all that the user may do, or gives it back; servers know it within `KEY_TTL_MS`. Gives the id of the user. NOT_FOUND. */
export async function changeDisabled(db: Connection, name: string, disabled: boolean): Promise<string> {
  const { id } = await existing(db, name);
  await disableUser(db, id, disabled);
  return id;
}

/** Gives a user a role in a project and below it; from then on only grants count for the user, whose id it gives. NOT_FOUND, INVALID, LIMIT_EXCEEDED. */
export function addGrant(db: Database, name: string, given: { readonly path: string; readonly role: string }): Promise<string> {
  return db.transaction((tx) => writeGrant(tx, name, given));
}

/** The same as part of a transaction. */
export async function writeGrant(tx: Connection, name: string, given: { readonly path: string; readonly role: string }): Promise<string> {
  const grant = grantOf(given);
  const { id } = await existing(tx, name);
  await lockUser(tx, id);
  if (!(await putGrant(tx, id, grant))) throw new DomainError('LIMIT_EXCEEDED', `${name} has ${MAX_GRANTS} grants already; remove one, or grant a project above several`);
  await updateUser(tx, { id, role: null, everywhere: false });
  return id;
}

/** Takes a grant away, and gives the id of the user, who does not become somebody everywhere by that, also with the last one. NOT_FOUND. */
export async function takeGrant(db: Connection, name: string, path: string): Promise<string> {
  const { id } = await existing(db, name);
  if (await removeGrant(db, id, path)) return id;
  throw new DomainError('NOT_FOUND', `${name} has no grant at ${JSON.stringify(path)}; \`switchyard grant list ${name}\` shows all`);
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
