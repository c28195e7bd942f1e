// Who asks and what they may: roles, grants by project path, and the one decision about them that every transport stands behind.
import { DomainError } from './errors.ts';

/** viewer reads, operator commands work and makes queues, admin also manages keys and changes or deletes queues; runner and tms are service roles. */
export const ROLES = ['viewer', 'operator', 'admin', 'runner', 'tms'] as const;
/** A role. */
export type Role = (typeof ROLES)[number];

/** Roles that people have, and that grants can give, from the least to the greatest. */
export const PERSON_ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly Role[];
/** A role of people. */
export type PersonRole = (typeof PERSON_ROLES)[number];

const RANK: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3, runner: 0, tms: 0 };

/** What a user may do in one project and in every project below it. */
export interface Grant {
  /** Path of the project, `/` for all. */
  readonly path: string;
  readonly role: PersonRole;
}

/** The caller of a command or read. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  /** The most that the caller may do anywhere. */
  readonly role: Role;
  /** Null = the role holds everywhere; else only these projects exist for the caller, with the lesser of both roles. */
  readonly grants: readonly Grant[] | null;
}

/** What a decision says: HIDDEN = for this caller the thing does not exist, so say NOT_FOUND. */
export type Decision = 'ALLOWED' | 'FORBIDDEN' | 'HIDDEN';

/** Whether the role covers the asked one; service roles cover only themselves. */
export function covers(role: Role, asked: Role): boolean {
  return role === asked || (RANK[asked] > 0 && RANK[role] >= RANK[asked]);
}

/** The lesser of two roles, or null when neither covers the other. */
export function lesserRole(a: Role, b: Role): Role | null {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : null;
}

/** Whether a project lies at a path or below it. */
export function isWithin(path: string, ancestor: string): boolean {
  return ancestor === '/' || path === ancestor || path.startsWith(`${ancestor}/`);
}

/**
 * What the caller may do at a place: the path of a project, or null for what belongs to no project (runners, decks, shared queues).
 * Who has grants may look at what is shared by all and do nothing to it, unless a grant is for `/`.
 */
export function roleAt(actor: Actor, path: string | null): Role | null {
  if (actor.grants === null) return actor.role;
  const given = path === null ? actor.grants.map((grant) => (grant.path === '/' ? grant.role : 'viewer')) : actor.grants.filter((grant) => isWithin(path, grant.path)).map(({ role }) => role);
  const most = given.reduce<PersonRole | null>((best, role) => (best === null || covers(role, best) ? role : best), null);
  return most === null ? null : lesserRole(actor.role, most);
}

/** The one decision: may the caller do at this place what needs this role? What it may not even read is hidden from it. */
export function decide(actor: Actor, asked: { readonly role: Role; readonly path: string | null }): Decision {
  const role = roleAt(actor, asked.path);
  if (role !== null && covers(role, asked.role)) return 'ALLOWED';
  return role !== null && covers(role, 'viewer') ? 'FORBIDDEN' : 'HIDDEN';
}

/** Throws FORBIDDEN unless the actor's role covers the asked one; where in the tree of projects is judged when the thing is known. */
export function requireRole(actor: Actor, asked: Role): void {
  if (covers(actor.role, asked)) return;
  throw new DomainError('FORBIDDEN', `this needs the role ${asked}; the key of ${actor.name} has ${actor.role}: ask an admin for another key`);
}

/** Throws FORBIDDEN unless the actor's role covers the asked one in every project: for what concerns the whole system. */
export function requireEverywhere(actor: Actor, asked: Role): void {
  requireRole(actor, asked);
  if (decide(actor, { role: asked, path: '/' }) === 'ALLOWED') return;
  throw new DomainError('FORBIDDEN', `this needs the role ${asked} in every project; ${actor.name} has it in some only: ask an admin`);
}

/** Whether the caller manages users, and so may stand in for any of them: the role admin in every project. */
export function managesUsers(actor: Actor): boolean {
  return decide(actor, { role: 'admin', path: '/' }) === 'ALLOWED';
}

/** Throws FORBIDDEN unless the actor may act as a runner: the service role, or an admin, and in every project, for its queues hold the work of all. */
export function requireRunner(actor: Actor): void {
  if (decide(actor, { role: 'admin', path: '/' }) !== 'ALLOWED') requireEverywhere(actor, 'runner');
}
