// Fifty subscribers with different filters follow a server that is stopped and killed in turn while much is written.
import type { EventKind } from '../../../../src/domain/event/kind.ts';
import { uuidOf } from '../../resuming-subscriber.ts';
import { seededRandom } from '../../seeded-random.ts';
import { until } from '../../until.ts';
import { percentile } from '../fault-report.ts';
import type { FollowedFilter } from './cursor-follower.ts';
import { FollowerCrowd } from './follower-crowd.ts';
import { headOf, makeQueue } from './load-calls.ts';
import type { LoadStage } from './load-stage.ts';
import type { Judgement } from '../judge-at.ts';
import { verdictOn } from './load-verdict.ts';
import { WriteLoad } from './write-load.ts';

/** How often, and before how many eyes. */
export interface RestartOptions {
  readonly seed: number;
  readonly subscribers: number;
  /** SIGTERM and SIGKILL in turn. */
  readonly restarts: number;
  readonly writesPerSecond: number;
}

/** What was found. */
export interface RestartOutcome {
  readonly verdict: Judgement;
  /** Exit codes of the orderly ends. */
  readonly exitCodes: readonly (number | null)[];
  readonly figures: Readonly<Record<string, number>>;
}

const WRITERS = 4;
/** Commands that must be answered after each start before the next end. */
const LEAST_COMMANDS = 10;
/** Latest moment of an end after those, ms. */
const MOST_REST_MS = 400;
const LEVEL_WITHIN_MS = 90_000;

/** Plays the restarts, and judges them. */
export async function restartedServer(stage: LoadStage, { seed, subscribers, restarts, writesPerSecond }: RestartOptions): Promise<RestartOutcome> {
  const random = seededRandom(seed);
  const queueIds = [await makeQueue(stage.url, 'first'), await makeQueue(stage.url, 'second'), await makeQueue(stage.url, 'third')];
  const start = await headOf(stage.url);
  const crowd = await FollowerCrowd.gather({ url: stage.url, size: subscribers, after: start.cursor, random, filters: filtersOf(queueIds) });
  const load = new WriteLoad({ urls: [stage.url], clients: WRITERS, perSecond: writesPerSecond / WRITERS, random, queueIds, name: 'restart' });
  try {
    const exitCodes: (number | null)[] = [];
    for (let i = 0; i < restarts; i++) {
      const before = load.commands;
      await until('much has been written', () => (load.check(), crowd.check(), load.commands >= before + LEAST_COMMANDS), { withinMs: 60_000 });
      await new Promise((resolve) => setTimeout(resolve, random() * MOST_REST_MS)); // the moment of the fault, not a wait for a result
      if (i % 2 === 0) exitCodes.push(await stage.server.stop());
      else await stage.server.kill();
      await stage.server.start();
    }
    await crowd.level(LEVEL_WITHIN_MS);
    const levels = crowd.takeLevelTimes();
    await load.stop();
    const head = await headOf(stage.url);
    // A filter that nothing passes keeps its subscriber at its place: only a new connection says how far the past reaches.
    await crowd.dropAll(LEVEL_WITHIN_MS, head.seq);
    const verdict = await verdictOn(stage.databaseUrl, { clients: crowd.followers.map(({ sight }) => sight), expectations: { accepted: load.accepted } });
    const { connections, events } = crowd.totals;
    return { verdict, exitCodes, figures: {
      subscribers, restarts, connections, 'events in the log': head.seq - start.seq, 'events delivered': events, commands: load.commands, 'commands repeated': load.repeated,
      'level after p50 ms': percentile(levels, 0.5), 'level after p99 ms': percentile(levels, 0.99),
    } };
  } finally {
    crowd.close();
    await load.stop();
  }
}

/** Everything; kinds; a queue; a kind in a queue; something that never happens. */
function filtersOf(queueIds: readonly string[]): (FollowedFilter | null)[] {
  const kinds = (...names: EventKind[]): FollowedFilter => ({ asked: { kinds: names.map((name) => name.replace('.', '_').toUpperCase()) }, rows: { kinds: names } });
  const queues = queueIds.map((id): FollowedFilter => ({ asked: { queueId: id }, rows: { queueId: uuidOf(id) } }));
  const both: FollowedFilter = { asked: { ...queues[0]!.asked, kinds: ['TASK_ENQUEUED'] }, rows: { ...queues[0]!.rows, kinds: ['task.enqueued'] } };
  return [null, kinds('task.created'), kinds('task.enqueued', 'task.dequeued'), kinds('run.created', 'run.status'), kinds('queue.state'), ...queues, both, kinds('workflow.created')];
}
