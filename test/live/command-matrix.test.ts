// Every situation × every command, of tasks and of runs, over HTTP and over WebSocket: the API says what the rules say.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { RUN_COMMANDS, RUN_SITUATIONS, type RunCommand, type RunSituation, decideRun } from '../../src/domain/run/run-command.ts';
import { TASK_COMMANDS, type TaskCommand, allowedCommands, decide } from '../../src/domain/task/command.ts';
import { boundaryOf } from '../../src/domain/task/order.ts';
import { SITUATIONS, type Situation } from '../../src/domain/task/situation.ts';
import { type Verdict, adviceOf } from '../../src/domain/task/verdict.ts';
import { seedRows } from '../../src/engine/seed.ts';
import { type Ask, TRANSPORTS, command, openTransports } from './both-transports.ts';
import { type LiveGround, liveGround } from './live-ground.ts';
import { RUN_STATES, RunSituationBuilder } from './run-situation-builders.ts';
import { STATES, SituationBuilder } from './situation-builders.ts';

let ground: LiveGround;
let tasks: SituationBuilder;
let runs: RunSituationBuilder;
let transports: Awaited<ReturnType<typeof openTransports>>;

/** Cells that were answered as the rules say; each adds itself as its last act. */
const right = new Set<string>();
const CELLS = TRANSPORTS.length * (SITUATIONS.length * TASK_COMMANDS.length + RUN_SITUATIONS.length * RUN_COMMANDS.length);

beforeAll(async () => {
  ground = await liveGround();
  await seedRows(ground.engine);
  tasks = await SituationBuilder.open(ground);
  runs = new RunSituationBuilder(tasks);
  transports = await openTransports(ground);
});
afterAll(async () => {
  console.log(`${right.size} of ${CELLS} cells (situation × command × transport) answered as the rules say`);
  await ground?.close();
});

/** What each command's mutation is called and given beside the task. */
const OF_TASKS: Readonly<Record<TaskCommand, { readonly field: string; readonly input?: (situation: Situation) => object }>> = {
  ENQUEUE: { field: 'enqueueTask', input: () => ({ queueId: toGlobalId('Queue', tasks.queueId) }) },
  DEQUEUE: { field: 'dequeueTask' },
  PAUSE: { field: 'pauseTask' },
  RESUME: { field: 'resumeTask', input: (situation) => (situation === 'held' ? { failedStep: 'RETRY' } : {}) },
  ANSWER_INPUT: { field: 'answerInput', input: () => ({ value: 'that one' }) },
  STOP: { field: 'stopTask' },
  ABORT: { field: 'abortTask' },
  KILL: { field: 'killTask' },
  FORCE: { field: 'forceTask' },
  RETRY: { field: 'retryTask' },
  RESET: { field: 'resetTask' },
  CLONE: { field: 'cloneTask' },
  PUBLISH: { field: 'publishTask' },
  CLOSE: { field: 'closeTask' },
  DELETE: { field: 'deleteTask' },
};

/** What a verdict is in the words of the API. */
function toldAs(verdict: Verdict): { outcome: string; codes: readonly string[]; message: string | null } {
  if (verdict.kind === 'GO') return { outcome: 'ACCEPTED', codes: [], message: null };
  if (verdict.kind === 'NOOP') return { outcome: 'NOOP', codes: [], message: adviceOf(verdict.code) };
  return { outcome: 'REFUSED', codes: [verdict.code], message: null };
}

function ruleFor(situation: Situation, asked: TaskCommand): Verdict {
  // The tasks here are each the one task of a run, which goes on as long as that has not begun: the table looks at the task alone.
  if (situation === 'created' && asked === 'DELETE') return { kind: 'REFUSE', code: 'RUN_OPEN' };
  const order = asked === 'STOP' ? ({ verb: 'STOP', after: boundaryOf('steps'), cleanup: 'RUN' } as const) : undefined;
  return decide(STATES[situation], asked, { order, failedStep: asked === 'RESUME' && situation === 'held' ? 'RETRY' : undefined });
}

/** Gives a command and says what came back, in the words of `toldAs`; an event is written by what is accepted, and by nothing else. */
async function answerOf(ask: Ask, field: string, given: { input: object; noun: string }): Promise<{ told: ReturnType<typeof toldAs>; id: unknown }> {
  const { outcome, message, userErrors, eventCursor, ...shown } = await command(ask, field, { input: given.input, shown: `${given.noun} { id }` });
  expect(eventCursor === null, field).toBe(outcome !== 'ACCEPTED');
  return { told: { outcome, codes: userErrors.map(({ code }) => code), message }, id: (shown[given.noun] as { id: string } | null)?.id };
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  const ask: Ask = (query, variables) => transports[transport](query, variables);

  test.each(SITUATIONS)('a task that is %s answers every command as the rules say, and nothing of it changes unless the command is accepted', async (situation) => {
    const stateOf = async (id: string) => (await ask('query($id: ID!) { task(id: $id) { status hold version allowedCommands order { verb } currentAttempt { state } } }', { id })).data!['task']!;
    // What changes nothing may be asked of one and the same task.
    const idle = toGlobalId('Task', await tasks.make[situation]());
    const before = await stateOf(idle);
    const { status, hold, attempt } = STATES[situation];
    expect(before).toMatchObject({ status: status.toUpperCase(), hold, allowedCommands: allowedCommands(STATES[situation]), currentAttempt: attempt && { state: attempt.state } });
    for (const asked of TASK_COMMANDS) {
      const rule = ruleFor(situation, asked);
      const taskId = rule.kind === 'GO' ? toGlobalId('Task', await tasks.make[situation]()) : idle;
      const { field, input = () => ({}) } = OF_TASKS[asked];
      const { told, id } = await answerOf(ask, field, { input: { taskId, ...input(situation) }, noun: 'task' });
      expect({ asked, ...told }).toEqual({ asked, ...toldAs(rule) });
      expect(id === taskId, asked).toBe((asked !== 'CLONE' && asked !== 'DELETE') || rule.kind !== 'GO');
      right.add(`${transport} task ${situation} ${asked}`);
    }
    expect(await stateOf(idle)).toEqual(before);
  });

  test.each(RUN_SITUATIONS)('a run that is %s answers every command as the rules say, and nothing of it changes unless the command is accepted', async (situation: RunSituation) => {
    const stateOf = async (id: string) => (await ask('query($id: ID!) { run(id: $id) { status paused enqueued deactivated version allowedCommands } }', { id })).data!['run']!;
    const idle = toGlobalId('Run', await runs.make[situation]());
    const before = await stateOf(idle);
    const { status, paused, enqueued, deactivated } = RUN_STATES[situation];
    const accepted = RUN_COMMANDS.filter((asked) => decideRun(RUN_STATES[situation], asked).kind === 'GO');
    expect(before).toMatchObject({ status, paused, enqueued, deactivated, allowedCommands: accepted });
    for (const asked of RUN_COMMANDS) {
      const rule = decideRun(RUN_STATES[situation], asked);
      const runId = rule.kind === 'GO' ? toGlobalId('Run', await runs.make[situation]()) : idle;
      const { told, id } = await answerOf(ask, `${asked.toLowerCase()}Run`, { input: { runId }, noun: 'run' });
      expect({ asked, ...told }).toEqual({ asked, ...toldAs(rule) });
      expect(id === runId, asked).toBe(asked !== 'CLONE' || rule.kind !== 'GO');
      right.add(`${transport} run ${situation} ${asked satisfies RunCommand}`);
    }
    expect(await stateOf(idle)).toEqual(before);
  });
});

test('every cell was asked over both transports', () => {
  expect(right.size).toBe(CELLS);
});
