// Finds the owners that a batch names, and judges whether the caller may write to them.
import { type Actor, type Decision, decide } from '../../domain/access.ts';
import { type EventOwner, refusalOfEvent } from '../../domain/metric/event-admission.ts';
import { isUuid } from '../../domain/uuid.ts';
import type { Connection } from '../../store/database.ts';
import { projectBookOf } from '../../store/reach/project-book.ts';
import { eventOwners } from '../../store/read/metric/event-owner.store.ts';

/** An owner that events name: by its UUID, which may be none at all. */
export interface NamedOwner {
  readonly isModel: boolean;
  readonly id: string;
  readonly allowLocked: boolean;
}

/** Judges events by their owners; the text says why one is refused. */
export type OwnerJudge = (named: NamedOwner) => EventOwner | string;

/** Reads all owners in one statement. A status that changes right afterwards no longer counts: what was on its way then is taken. */
export async function judgeOwners(db: Connection, actor: Actor, named: Iterable<Pick<NamedOwner, 'isModel' | 'id'>>): Promise<OwnerJudge> {
  const tasks: string[] = [];
  const models: string[] = [];
  for (const { isModel, id } of named) if (isUuid(id)) (isModel ? models : tasks).push(id);
  const rows = tasks.length + models.length === 0 ? [] : await eventOwners(db, { tasks, models });
  const decisionOf = await deciderOf(db, actor);
  const found = new Map(rows.map((row) => [keyOf(row), { row, decision: decisionOf(row.projectId) }]));
  return ({ isModel, id, allowLocked }) => {
    const one = found.get(keyOf({ isModel, id }));
    return refusalOfEvent(one?.row ?? null, { isModel, decision: one?.decision ?? 'HIDDEN', allowLocked }) ?? one!.row;
  };
}

/** Owners of these ids that the caller may read, in no order; public ones everybody may. What he may not is left out, as if it did not exist. */
export async function readableOwners(db: Connection, actor: Actor, ids: { readonly tasks: readonly string[]; readonly models: readonly string[] }): Promise<readonly EventOwner[]> {
  const rows = await eventOwners(db, { tasks: ids.tasks.filter(isUuid), models: ids.models.filter(isUuid) });
  const decisionOf = await deciderOf(db, actor);
  return rows.filter((row) => row.isPublic || decisionOf(row.projectId) !== 'HIDDEN');
}

function keyOf({ isModel, id }: { readonly isModel: boolean; readonly id: string }): string {
  return `${isModel ? 'model' : 'task'} ${id}`;
}

async function deciderOf(db: Connection, actor: Actor): Promise<(projectId: string) => Decision> {
  if (actor.grants === null) return () => 'ALLOWED';
  const book = projectBookOf(db);
  await book.level(db);
  return (projectId) => {
    const path = book.pathOf(projectId);
    return path === undefined ? 'HIDDEN' : decide(actor, { role: 'operator', path });
  };
}
