// What a user, a password and a grant must look like before anything is written.
import { type Grant, PERSON_ROLES, type PersonRole } from './access.ts';
import { invalid } from './input/check.ts';

/** Longest name of a user and longest label of a key, in characters. */
export const MAX_USER_NAME = 64;
/** Shortest and longest password, in characters: long ones cost no more to check, but a body of megabytes would. */
export const PASSWORD_LENGTH = { min: 8, max: 256 } as const;
/** Most grants of one user: all of them travel with every decision about the user. */
export const MAX_GRANTS = 200;
/** Longest path of a grant, in characters: that of a project. */
export const MAX_GRANT_PATH = 255;
/** What names of users begin with that come from a provider of tokens; nobody else can be called so. */
export const OIDC_PREFIX = 'oidc:';

const PRINTABLE = /^[^\p{C}\s](?:[^\p{C}]*[^\p{C}\s])?$/u;
// As projects have them; a grant may also be for all.
const PATH_FORM = /^\/(?:(?:[^/\p{Cc}]+\/)*[^/\p{Cc}]+)?$/u;

/** A label: printable, without spaces at its ends. INVALID with the path of the field. */
export function labelOf(text: string, field = 'label'): string {
  if (PRINTABLE.test(text) && text.length <= MAX_USER_NAME) return text;
  return invalid([field], `${JSON.stringify(text.slice(0, MAX_USER_NAME))} cannot be used; give 1 to ${MAX_USER_NAME} printable characters`);
}

/** The name of a new user. INVALID for what is not printable, and for a colon: it ends the name in `Authorization: Basic`, and begins foreign names. */
export function userNameOf(text: string, field = 'user'): string {
  labelOf(text, field);
  if (text.includes(':')) invalid([field], `${JSON.stringify(text)} contains a colon, which ends a name where name and password are sent together; leave it out`);
  return text;
}

/** A password as it is set. INVALID with what is wrong, never with the password. */
export function passwordOf(text: string): string {
  const { min, max } = PASSWORD_LENGTH;
  const length = [...text].length;
  if (length < min || length > max) invalid(['password'], `must have ${min} to ${max} characters, has ${length}`);
  // Basic ends at a line's end and PostgreSQL knows no NUL: a password with either could be set and never presented.
  if (/\p{Cc}/u.test(text) || !text.isWellFormed()) invalid(['password'], 'contains a control character, which cannot be presented later; leave it out');
  return text;
}

/** A grant from outside. INVALID with the path of the fault. */
export function grantOf(given: { readonly path: string; readonly role: string }): Grant {
  if (!given.path.isWellFormed() || given.path.length > MAX_GRANT_PATH || !PATH_FORM.test(given.path)) invalid(['path'], `${JSON.stringify(given.path.slice(0, 100))} is no path of a project; write it like /lab/cells, or / for all`);
  return { path: given.path, role: personRoleOf(given.role) };
}

/** A role that people have. INVALID for service roles, which have no projects. */
export function personRoleOf(text: string): PersonRole {
  return PERSON_ROLES.find((role) => role === text) ?? invalid(['role'], `${JSON.stringify(text.slice(0, 100))} is no role of people; choose one of ${PERSON_ROLES.join(', ')}`);
}
