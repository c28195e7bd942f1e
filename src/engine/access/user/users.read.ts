// Reading users with their grants, keys and sessions: one's own, or anybody's as an admin.
import { requireEverywhere, requireRole, type Actor } from '../../../domain/access.ts';
import { MAX_USER_NAME, OIDC_PREFIX } from '../../../domain/user.ts';
import { isUuid } from '../../../domain/uuid.ts';
import { keyOfId, keysOfUser, userCount, userOfId, usersPage, type ShownUser, type UserKey } from '../../../store/access/user-directory.store.ts';
import { sessionOfId, sessionsOf, type ListedSessionRow } from '../../../store/auth/web-session.store.ts';
import { keysetPage, pageOf, type Page, type PageRequest } from '../../read/page.ts';
import type { CursorCodec, ListScope } from '../../read/page-cursor.ts';
import type { Reading } from '../../read/list.read.ts';
import { isUserAdmin, requireSelfOrAdmin } from './user-check.ts';

export type { ShownUser, UserKey } from '../../../store/access/user-directory.store.ts';
export type { ListedSessionRow } from '../../../store/auth/web-session.store.ts';

/** Users in the order of their names. Needs the role admin in every project. Throws INVALID and CURSOR_INVALID. */
export async function listUsers(engine: Reading, actor: Actor, request: PageRequest): Promise<Page<ShownUser>> {
  requireEverywhere(actor, 'admin');
  const page = keysetPage(request, SCOPE);
  return pageOf(await usersPage(engine.db, page), { scope: SCOPE, page, count: () => userCount(engine.db) });
}

/** A user, the caller when no id is given; null when there is none. Others than oneself need the role admin in every project. */
export async function readUser(engine: Reading, actor: Actor, id: string | null): Promise<ShownUser | null> {
  const userId = allowed(actor, id);
  return isUuid(userId) ? userOfId(engine.db, userId) : null;
}

/** Access keys of a user, the caller when no id is given: those that can be used first. */
export async function readKeys(engine: Reading, actor: Actor, id: string | null): Promise<readonly UserKey[]> {
  const userId = allowed(actor, id);
  return isUuid(userId) ? keysOfUser(engine.db, userId) : [];
}

/** One access key; null when there is none, or it is somebody else's and the caller does not manage users. */
export async function readKey(engine: Reading, actor: Actor, id: string): Promise<UserKey | null> {
  requireRole(actor, 'viewer');
  const key = await keyOfId(engine.db, id);
  return key !== null && (key.userId === actor.userId || isUserAdmin(actor)) ? key : null;
}

/** The newest sessions of a user, the caller when no id is given. */
export async function readSessions(engine: Reading, actor: Actor, id: string | null): Promise<readonly ListedSessionRow[]> {
  const userId = allowed(actor, id);
  return isUuid(userId) ? sessionsOf(engine.db, userId) : [];
}

/** One session; null when there is none, or it is somebody else's and the caller does not manage users. */
export async function readSession(engine: Reading, actor: Actor, id: string): Promise<ListedSessionRow | null> {
  requireRole(actor, 'viewer');
  const session = await sessionOfId(engine.db, id);
  return session !== null && (session.userId === actor.userId || isUserAdmin(actor)) ? session : null;
}

function allowed(actor: Actor, id: string | null): string {
  requireRole(actor, 'viewer');
  const userId = id ?? actor.userId;
  requireSelfOrAdmin(actor, userId);
  return userId;
}

/** Names from providers are the longest there are. */
const MAX_CURSOR = 4 * (OIDC_PREFIX.length + 16 * MAX_USER_NAME);

const CODEC: CursorCodec = {
  encode: (row) => Buffer.from(`u1.${(row as ShownUser).name}`).toString('base64url'),
  decode: (text) => {
    const name = text.length > MAX_CURSOR ? '' : Buffer.from(text, 'base64url').toString();
    return name.startsWith('u1.') && !name.includes('\0') ? [name.slice(3)] : null;
  },
};

const SCOPE: ListScope = { name: 'users', filter: null, order: [], codec: CODEC };
