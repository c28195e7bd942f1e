// Which of a runner's queues have something that it might take: a look before a claim goes to each of them.
import type { SpecKind } from '../../../domain/task/spec.ts';
import type { Connection, Statement } from '../../database.ts';

// What a claim without a deck would take but for limits, barriers and pauses: those are the claim's to judge.
const WAITING: Statement = {
  name: 'waiting-queues',
  text: `SELECT x.id FROM unnest($1::uuid[]) WITH ORDINALITY AS x (id, n)
    WHERE EXISTS (SELECT 1 FROM queue_item i WHERE i.queue_id = x.id AND i.task_id IS NOT NULL AND i.deck IS NULL AND NOT i.held AND i.spec_kind = ANY($2::text[])) ORDER BY x.n`,
};

/** Those of the queues, in the order given, in which something of these kinds waits that needs no deck. */
export async function waitingQueues(connection: Connection, queueIds: readonly string[], kinds: readonly SpecKind[]): Promise<readonly string[]> {
  return (await connection.query<{ id: string }>(WAITING, [queueIds, kinds])).map((row) => row.id);
}
