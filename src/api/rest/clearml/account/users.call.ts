// Users as others see them: who one is, and, for admins, who there is.
import { object } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { listAnswer } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { COMPANY, wireId } from '../wire-id.ts';
import { listedUserView } from './user.view.ts';
import { wireRole } from './wire-role.ts';

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

/** Users by the query language: for who manages users all of them, for others themselves. Needs the role viewer. */
export const allUsersCall = clearmlCall('users.get_all', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, listedUserView, { input, views: VIEWS, asObjects: false }) });

/** The same with the company as an object. Needs the role viewer. */
export const allUsersExCall = clearmlCall('users.get_all_ex', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, listedUserView, { input, views: VIEWS, asObjects: true }) });
