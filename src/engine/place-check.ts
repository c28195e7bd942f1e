// Whether a command may do what it does where its things are: asked wherever a command has found or locked one of them.
import { decide, type Actor, type Decision, type Role } from '../domain/access.ts';
import { DomainError } from '../domain/errors.ts';
import type { Queue } from '../domain/queue/queue.ts';
import type { Connection } from '../store/database.ts';
import { projectOfRun, projectOfTask } from '../store/reach/project-of.store.ts';
import { projectById } from '../store/write/workflow-write.store.ts';
import { requireUnlocked } from './access/lock-check.ts';
import { notFound } from './not-found.ts';
import type { Work } from './work.ts';

/** Where a thing is. */
export interface Place {
  /** Null = it belongs to no project: all share it. */
  readonly projectId: string | null;
  readonly queueId?: string | null;
  readonly deckName?: string | null;
}

/** A thing as the caller named it: a missing one is told in the words `noun` and `id`, at this place of the input. */
export interface NamedThing {
  readonly noun: string;
  readonly id: string;
  readonly path: readonly string[];
  /** The role that is needed here, when it is another than that of the whole command. */
  readonly role?: Role;
}

/**
 * Throws NOT_FOUND, in the words for what does not exist, when the caller of the command may not see the place, and FORBIDDEN when he may
 * only look; then LOCKED when somebody has locked the place and the call presents no key of that lock. Work of the system itself passes. Callers whose role holds everywhere cost no statement; any other costs one, for the path.
 */
export async function requirePlace(work: Work, place: Place, named: NamedThing): Promise<void> {
  const { command } = work;
  if (command === null) return;
  await requireAt(work.tx, command.context.actor, { role: command.role, ...named, projectId: place.projectId });
  await requireUnlocked(work, place);
}

/** As `requirePlace` for reads: throws NOT_FOUND when the actor may not see the place. */
export function requireReadable(connection: Connection, actor: Actor, thing: NamedThing & Pick<Place, 'projectId'>): Promise<void> {
  return requireAt(connection, actor, { ...thing, role: 'viewer' });
}

/** Whether the command's caller is kept to some projects: others are spared what is only looked up to judge. */
export function isKeptToProjects(work: Work): boolean {
  return (work.command?.context.actor.grants ?? null) !== null;
}

/** What the command's caller may do at a project, with the role of the command or another one; for lists of things, of which some may be left out. */
export async function decisionAt(work: Work, projectId: string | null, role?: Role): Promise<Decision> {
  if (!isKeptToProjects(work)) return 'ALLOWED';
  const { context, role: asked } = work.command!;
  return (await judge(work.tx, context.actor, { role: role ?? asked, projectId })).decision;
}

/**
 * Into a queue that all share, everybody to whom a project is open may put what he may command there; into the queue of a project only who
 * has the role of the command in it. Throws as `requirePlace` does.
 */
export function requireEntry(work: Work, queue: Queue, named: NamedThing): Promise<void> {
  const { id: queueId, projectId } = queue;
  return requirePlace(work, { projectId, queueId }, projectId === null ? { ...named, role: 'viewer' } : named);
}

/** Judges a task before queues are locked for it, so that what is said of those queues says nothing of a task that is hidden. */
export async function requireTaskPlace(work: Work, taskId: string): Promise<void> {
  if (!isKeptToProjects(work)) return;
  const named = { noun: 'task', id: taskId, path: ['taskId'] };
  const projectId = (await projectOfTask(work.tx, taskId)) ?? notFound(named.noun, taskId, named.path);
  await requirePlace(work, { projectId }, named);
}

/** Judges a run, as `requireTaskPlace` does a task. */
export async function requireRunPlace(work: Work, runId: string): Promise<void> {
  if (!isKeptToProjects(work)) return;
  const named = { noun: 'run', id: runId, path: ['runId'] };
  const projectId = (await projectOfRun(work.tx, runId)) ?? notFound(named.noun, runId, named.path);
  await requirePlace(work, { projectId }, named);
}

/** Throws FORBIDDEN unless the command's role holds at a path that its caller wrote himself: whether a project is there already is not told. */
export function requirePath(work: Work, path: string): void {
  if (work.command === null) return;
  const { context, role } = work.command;
  if (decide(context.actor, { role, path }) !== 'ALLOWED') forbid(context.actor, role, path);
}

/** As `requirePlace`, for who looks before there is a command, with the role that it will need. */
export async function requireAt(connection: Connection, actor: Actor, asked: NamedThing & { readonly role: Role; readonly projectId: string | null }): Promise<void> {
  if (actor.grants === null) return;
  const { decision, path } = await judge(connection, actor, asked);
  if (decision === 'HIDDEN') notFound(asked.noun, asked.id, asked.path);
  if (decision === 'FORBIDDEN') forbid(actor, asked.role, path);
}

// A project is neither renamed nor removed, so no lock is needed on its row.
async function judge(connection: Connection, actor: Actor, { role, projectId }: { readonly role: Role; readonly projectId: string | null }): Promise<{ decision: Decision; path: string | null }> {
  if (projectId === null) return { decision: decide(actor, { role, path: null }), path: null };
  const project = await projectById(connection, projectId);
  return project === undefined ? { decision: 'HIDDEN', path: null } : { decision: decide(actor, { role, path: project.path }), path: project.path };
}

function forbid(actor: Actor, role: Role, path: string | null): never {
  const where = path === null ? 'in every project, because all projects share what it is about' : `in the project ${path}`;
  throw new DomainError('FORBIDDEN', `this needs the role ${role} ${where}; ${actor.name} does not have it there: ask an admin for a grant`);
}
