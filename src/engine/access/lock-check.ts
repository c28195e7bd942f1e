// Locks on parts of the lab, as commands meet them: read when the command begins, judged when its things are known.
import { isCovered, keptOut, type LockablePlace } from '../../domain/lock/lab-lock.ts';
import { closeGate, locksHeld, passGate } from '../../store/access/lab-lock.store.ts';
import { projectById } from '../../store/write/workflow-write.store.ts';
import { send, type Work } from '../work.ts';
import { opens } from './lock-key.ts';

/** How a command passes the gate of locks: PASS as all do, CLOSE while it makes a lock, REPORT = it tells of work that goes on under any lock. */
export type Gate = 'PASS' | 'CLOSE' | 'REPORT';

/**
 * Begins a command: the gate, and the locks that hold, which a statement of its own reads behind it. Both leave with the first
 * statement of the command, so that the ordinary case of no lock costs no round trip more.
 */
export function enterGate(work: Work, gate: Gate): void {
  const { command, tx } = work;
  if (command === null) return;
  command.held = null;
  command.projectId = null;
  if (gate === 'REPORT') return;
  send(gate === 'CLOSE' ? closeGate(tx) : passGate(tx));
  command.held = locksHeld(tx);
  send(command.held);
}

/** Where a command acts: the project of its thing, or the path of one that is to be made; its queue and its deck where it has one. */
export interface CommandPlace {
  readonly projectId: string | null;
  readonly path?: string | undefined;
  readonly queueId?: string | null | undefined;
  readonly deckName?: string | null | undefined;
}

/** Throws LOCKED when somebody has locked the place and the call presents no key of that lock. Work of the system itself is never kept out. */
export async function requireUnlocked(work: Work, place: CommandPlace): Promise<void> {
  const { command, engine } = work;
  if (command === null) return;
  command.projectId ??= place.projectId;
  const held = (await command.held) ?? [];
  if (held.length === 0) return;
  const by = { origin: command.context.origin, settings: engine.settings };
  const closed = held.filter((lock) => !opens(lock, by));
  if (closed.length === 0) return;
  const where = await lockablePlace(work, place);
  const lock = closed.find(({ scope }) => isCovered(scope, where));
  if (lock) keptOut(lock);
}

/** Whether any lock holds while the command runs: others are spared what is looked up for locks only. */
export async function meetsLocks({ command }: Work): Promise<boolean> {
  return ((await command?.held) ?? []).length > 0;
}

async function lockablePlace(work: Work, { projectId, path, queueId = null, deckName = null }: CommandPlace): Promise<LockablePlace> {
  const ofProject = projectId === null ? null : ((await projectById(work.tx, projectId))?.path ?? null);
  return { path: path ?? ofProject, queueId, deckName };
}
