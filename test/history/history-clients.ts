// Eight clients at one queue: seeded operations on the real engine, recorded with the moments of call and answer.
import type { ClaimedAttempt } from '../../src/domain/dispatch/protocol.ts';
import type { CommandOutcome } from '../../src/domain/outcome.ts';
import type { Place } from '../../src/domain/queue/place.ts';
import { addQueueBarrier, removeQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { moveQueueItems } from '../../src/engine/queue/move-items.service.ts';
import { drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { renameQueueItem } from '../../src/engine/queue/rename-item.service.ts';
import { abortTask } from '../../src/engine/task/end-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import type { BenchRunner } from '../engine/bench-runner.ts';
import type { EngineBench } from '../engine/engine-bench.ts';
import type { LinePlace } from '../domain/line-model.ts';
import type { Dice } from './dice.ts';
import { holdsRowOnly } from './queue-model.ts';
import type { Asked, Looked, QueueOperation } from './queue-operation.ts';

/** Clients of one history; the first few mostly claim, the others command. */
export const CLIENTS = { claiming: 3, commanding: 5 } as const;

/** Tasks that wait before the clients begin, so that the first claims find something. */
const WAITING = 4;

/** What the clients of one history share. */
export interface Stage {
  readonly bench: EngineBench;
  readonly queueId: string;
  readonly tasks: readonly string[];
  readonly runners: readonly BenchRunner[];
}

type Recorded = QueueOperation & { readonly seq?: number | null };

/** Enqueues some tasks, lets all clients act at once and gives what they saw, ended by a look at the line that is left. */
export async function playHistory(stage: Stage, diceOf: (client: number) => Dice, opsPerClient: number): Promise<readonly QueueOperation[]> {
  let moment = 0;
  const tick = () => ++moment;
  const recorded: Recorded[] = [];
  const taken: Taken[] = [];
  for (const task of stage.tasks.slice(0, WAITING)) recorded.push(...(await command(stage, { op: 'enqueue', task, priority: 0, to: null, item: null }, { client: -1, tick, taken })));
  const clients = Array.from({ length: CLIENTS.claiming + CLIENTS.commanding }, async (_, client) => {
    const dice = diceOf(client);
    for (let i = 0; i < opsPerClient; i++) recorded.push(...(await act(stage, dice, { client, tick, taken })));
  });
  await Promise.all(clients);
  const [call, looked, answer] = [tick(), await look(stage), tick()];
  for (const runner of stage.runners) await runner.report(taken.filter((one) => one.runner === runner).map(({ attempt }) => runner.finishItem(attempt)));
  const history = await named(stage, recorded);
  return [...history.map((op) => withPassable(op, history)), { ...looked, client: -1, call, answer }];
}

interface Acting {
  readonly client: number;
  readonly tick: () => number;
  readonly taken: Taken[];
}

/** What a runner has got and will finish after the history. */
interface Taken {
  readonly runner: BenchRunner;
  readonly attempt: ClaimedAttempt;
}

async function act(stage: Stage, dice: Dice, acting: Acting): Promise<readonly Recorded[]> {
  const runner = stage.runners[acting.client];
  if (runner && dice.below(3) > 0) return claim(runner, 1 + dice.below(2), acting);
  return command(stage, await choose(stage, dice), acting);
}

/** A claim of several may meet another one that is served with it, and then they take turns: each item is a claim of its own. */
async function claim(runner: BenchRunner, max: number, { client, tick, taken }: Acting): Promise<readonly Recorded[]> {
  const call = tick();
  const attempts = await runner.claim(max);
  const answer = tick();
  const got = attempts.map((attempt) => attempt.taskId);
  taken.push(...attempts.map((attempt) => ({ runner, attempt })));
  return Array.from({ length: max }, (_, i) => ({ op: 'claim', got: got[i] ?? null, passable: [], client, call, answer }));
}

async function command(stage: Stage, asked: Asked, { client, tick }: Acting): Promise<readonly Recorded[]> {
  const call = tick();
  const outcome = await carryOut(stage, asked);
  const answer = tick();
  const gone = asked.op === 'move' ? asked.items.filter((id) => outcome.message?.includes(id)) : [];
  const item = outcome.result === 'ACCEPTED' && asked.op === 'addBarrier' ? outcome.subjectId : null;
  const told = asked.op === 'move' ? { ...asked, gone } : asked.op === 'addBarrier' ? { ...asked, item } : asked;
  return [{ ...told, answered: { result: outcome.result, code: outcome.code }, client, call, answer, seq: outcome.seq }];
}

/** What the client does next; the line that it chooses from may have changed when it does. */
async function choose(stage: Stage, dice: Dice): Promise<Asked> {
  const line = await stage.bench.sql<{ id: string; taskId: string | null }>('SELECT id, task_id AS "taskId" FROM queue_item WHERE queue_id = $1 ORDER BY id', [stage.queueId]);
  const task = dice.of(stage.tasks);
  const die = dice.below(20);
  const barrier = line.find((item) => item.taskId === null);
  const item = line.length > 0 ? dice.of(line).id : null;
  const to = placeAmong(line.map(({ id }) => id), dice);
  if (die < 5 && item !== null) return moveOf(line.map(({ id }) => id), dice);
  if (die === 5 && item !== null) return { op: 'rename', item, name: `name ${dice.below(2)}` };
  if (die === 6) return { op: 'addBarrier', to, item: null };
  if (die === 7 && barrier) return { op: 'removeBarrier', item: barrier.id };
  if (die === 8 || die === 9) return { op: 'setState', state: dice.of(['OPEN', 'PAUSED', 'DRAINING'] as const) };
  if (die === 10) return { op: 'setState', state: 'OPEN' };
  if (die === 11) return { op: 'abort', task };
  if (die < 14) return { op: 'dequeue', task };
  if (die < 16) return { op: 'enqueue', task, priority: 0, to, item: null };
  return { op: 'enqueue', task, priority: dice.below(3) - 1, to: null, item: null };
}

function placeAmong(ids: readonly string[], dice: Dice): LinePlace {
  if (ids.length === 0 || dice.below(2) === 0) return { index: dice.below(4) };
  return dice.below(2) === 0 ? { before: dice.of(ids) } : { after: dice.of(ids) };
}

function moveOf(ids: readonly string[], dice: Dice): Asked {
  const items = [...new Set(Array.from({ length: 1 + dice.below(2) }, () => dice.of(ids)))];
  return { op: 'move', items, to: placeAmong(ids.filter((id) => !items.includes(id)), dice), gone: [] };
}

const SET_STATE = { OPEN: resumeQueue, PAUSED: pauseQueue, DRAINING: drainQueue } as const;

function carryOut({ bench, queueId }: Stage, asked: Asked): Promise<CommandOutcome> {
  const { engine } = bench;
  const context = bench.as();
  switch (asked.op) {
    case 'enqueue':
      return enqueueTask(engine, context, { taskId: asked.task, queueId, ...(asked.to ? { place: placeOf(asked.to) } : { priority: asked.priority }) });
    case 'dequeue':
      return dequeueTask(engine, context, { taskId: asked.task });
    case 'abort':
      return abortTask(engine, context, { taskId: asked.task });
    case 'move':
      return moveQueueItems(engine, context, { queueId, itemIds: asked.items, to: placeOf(asked.to) });
    case 'rename':
      return renameQueueItem(engine, context, { itemId: asked.item, displayName: asked.name });
    case 'addBarrier':
      return addQueueBarrier(engine, context, { queueId, to: placeOf(asked.to) });
    case 'removeBarrier':
      return removeQueueBarrier(engine, context, { itemId: asked.item });
    case 'setState':
      return SET_STATE[asked.state](engine, context, { queueId });
  }
}

/** The ends of the line are said by their own names now and then: index 0 is the front. */
function placeOf(to: LinePlace): Place {
  return 'index' in to && to.index === 0 ? { at: 'FRONT' } : to;
}

/** The ids of the items that enqueues made, from the log. */
async function named({ bench, queueId }: Stage, recorded: readonly Recorded[]): Promise<readonly QueueOperation[]> {
  const rows = await bench.sql<{ seq: string; item: string }>(`SELECT seq, data->'item'->>'id' AS item FROM event WHERE queue_id = $1 AND kind = 'task.enqueued'`, [queueId]);
  const itemAt = new Map(rows.map(({ seq, item }) => [Number(seq), item]));
  return recorded.map(({ seq, ...op }) => (op.op === 'enqueue' && op.answered.result === 'ACCEPTED' ? { ...op, item: itemAt.get(seq!)! } : op));
}

/** A claim may pass over the tasks on which a command was under way at some moment of it. */
function withPassable(op: QueueOperation, history: readonly QueueOperation[]): QueueOperation {
  if (op.op !== 'claim') return op;
  const met = history.filter((other) => other.call < op.answer && op.call < other.answer);
  return { ...op, passable: [...new Set(met.flatMap((other) => ('task' in other && holdsRowOnly(other) ? [other.task] : [])))] };
}

async function look({ bench, queueId }: Stage): Promise<Looked> {
  const line = await bench.sql<Looked['line'][number]>('SELECT id AS item, task_id AS task, priority, display_name AS name FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id', [queueId]);
  return { op: 'look', line };
}
