// What GraphQL shows of a task that a ClearML client has made.
import { toGlobalId } from '../../../src/api/graphql/global-id.ts';
import { uuidOf } from '../../../src/api/rest/clearml/wire-id.ts';
import { until } from '../../fault/until.ts';
import type { InteropGround } from '../interop-ground.ts';

/** A task as GraphQL shows it. */
export interface SeenTask {
  readonly status: string;
  readonly statusReason: string | null;
  readonly name: string;
  /** Lines of output, joined. */
  readonly log: string;
  readonly attempts: { readonly totalCount: number };
}

/** Id of a task in GraphQL. */
export function globalTaskId(id: string): string {
  return toGlobalId('Task', uuidOf(id)!);
}

/** The task of an id as clients write it. */
export async function taskById(ground: InteropGround, id: string): Promise<SeenTask> {
  const { task } = await ground.graphql('query ($id: ID!) { task(id: $id) { status statusReason name log(first: 100) { nodes { message } } attempts { totalCount } } }', { id: globalTaskId(id) });
  return { ...task, log: task.log.nodes.map(({ message }: { message: string }) => message).join('\n') };
}

/** Waits until a task stands so. */
export async function untilStatus(ground: InteropGround, id: string, status: string, withinMs = 90_000): Promise<void> {
  await until(`task ${id} is ${status}`, async () => (await taskById(ground, id)).status === status, { withinMs });
}
