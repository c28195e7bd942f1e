// Users as calls ask for them and show them.
import type { Role } from '../../../../domain/access.ts';
import { searchListedUsers } from '../../../../engine/access/user/user-search.read.ts';
import { searchUsers } from '../../../../engine/read/search.read.ts';
import { querySheet } from '../query/query-field.ts';
import { anyView, plain, shown } from '../view/entity-view.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { wireTime } from '../wire-time.ts';
import { wireRole } from './wire-role.ts';

interface ShownUser {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** The view of users: what everybody may know of them. */
export const userView = anyView<ShownUser>({
  kind: 'user',
  plural: 'users',
  search: searchUsers,
  query: querySheet({
    fields: { id: { type: 'id', path: ['id'], text: ['idText'] }, name: { type: 'text', path: ['name'] }, created: { type: 'time', path: ['createdAt'] } },
    lists: ['id'],
    patterns: ['name'],
    searched: ['name'],
  }),
  fields: {
    id: shown('id', wireId),
    name: plain('name'),
    given_name: plain('name'),
    family_name: { columns: [], show: () => '' },
    role: shown('role', wireRole),
    company: { columns: [], show: () => COMPANY.id },
    created: shown('createdAt', wireTime),
  },
  references: { company: 'company' },
});

/** The same where users are listed: who does not manage them finds nobody but himself. */
export const listedUserView = { ...userView, search: searchListedUsers };
