// Users as others see them: who one is, and, for admins, who there is.
import { z } from 'zod';
import { readUserWindow, type WindowedUser } from '../../../../engine/access/user/users.read.ts';
import { ids, object, opt, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { COMPANY, uuidOf, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';
import { wireRole } from './wire-role.ts';

/** Most users of one answer. */
export const MAX_USERS = 500;
/** Farthest page. */
const MAX_PAGES = 1_000_000;
/** Most things that a page may offer for download at once. */
const MAX_DOWNLOAD_ITEMS = 1_000;

/** Who the caller is. Needs the role viewer. */
export const currentUserCall = clearmlCall('users.get_current_user', {
  role: 'viewer',
  input: object,
  run: ({ caller: { actor } }) => Promise.resolve({
    user: { id: wireId(actor.userId), name: actor.name, given_name: actor.name, family_name: '', role: wireRole(actor.role), company: COMPANY },
    getting_started: null,
    settings: { max_download_items: MAX_DOWNLOAD_ITEMS },
  }),
});

const query = z.object({ id: opt(ids), only_fields: opt(texts), page: opt(z.number().int().min(0).max(MAX_PAGES)), page_size: opt(z.number().int().min(1)) });

/** Users in the order of their names: for who manages users all of them, for others themselves. Needs the role viewer. */
export const allUsersCall = clearmlCall('users.get_all', {
  role: 'viewer',
  input: query,
  run: async (context, input) => ({ users: (await usersOf(context, input)).map((user) => projected({ ...shown(user), company: COMPANY.id }, input.only_fields)) }),
});

/** The same with the company as an object. Needs the role viewer. */
export const allUsersExCall = clearmlCall('users.get_all_ex', {
  role: 'viewer',
  input: query,
  run: async (context, input) => ({ users: (await usersOf(context, input)).map((user) => projected({ ...shown(user), company: COMPANY }, input.only_fields)) }),
});

function usersOf({ engine, caller }: ClearmlContext, { id = [], page = 0, page_size: size = MAX_USERS }: z.output<typeof query>): Promise<readonly WindowedUser[]> {
  const limit = Math.min(size, MAX_USERS);
  return readUserWindow(engine, caller.actor, { ids: id.length === 0 ? null : id.flatMap((each) => uuidOf(each) ?? []), offset: page * limit, limit });
}

function shown({ id, name, role, createdAt }: WindowedUser) {
  return { id: wireId(id), name, given_name: name, family_name: '', role: wireRole(role), created: wireTime(createdAt) };
}

/** The asked members, and always the id. */
function projected(user: Readonly<Record<string, unknown>>, fields: readonly string[] = []): Readonly<Record<string, unknown>> {
  const names = new Set(['id', ...fields.map((field) => field.split('.', 1)[0]!)]);
  return fields.length === 0 ? user : Object.fromEntries(Object.entries(user).filter(([name]) => names.has(name)));
}
