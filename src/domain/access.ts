// Who asks and what they may: roles and the one comparison of them.
import { DomainError } from './errors.ts';

/** viewer reads, operator commands work, admin also manages keys and queues; runner and tms are service roles. */
export const ROLES = ['viewer', 'operator', 'admin', 'runner', 'tms'] as const;
/** A role. */
export type Role = (typeof ROLES)[number];

const RANK: Readonly<Record<Role, number>> = { viewer: 1, operator: 2, admin: 3, runner: 0, tms: 0 };

/** The caller of a command or read. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
}

/** Whether the role covers the asked one; service roles cover only themselves. */
export function covers(role: Role, asked: Role): boolean {
  return role === asked || (RANK[asked] > 0 && RANK[role] >= RANK[asked]);
}

/** Throws FORBIDDEN unless the actor's role covers the asked one. */
export function requireRole(actor: Actor, asked: Role): void {
  if (covers(actor.role, asked)) return;
  throw new DomainError('FORBIDDEN', `this needs the role ${asked}; the key of ${actor.name} has ${actor.role}: ask an admin for another key`);
}

/** Throws FORBIDDEN unless the actor may act as a runner: the service role, or an admin. */
export function requireRunner(actor: Actor): void {
  if (actor.role !== 'admin') requireRole(actor, 'runner');
}
