// The runner is killed without warning inside a device step: nothing is sent to the device again before somebody has decided.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { decodeCursor } from '../../src/domain/event/cursor.ts';
import { callApi } from './api-client.ts';
import { judge } from './judge.ts';
import { KillableRunner } from './killable-runner.ts';
import { ResumingSubscriber, uuidOf } from './resuming-subscriber.ts';
import { chosenSeed, seededRandom } from './seeded-random.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

const ROUNDS = 8;
const STEPS = 4;
const CALL_MS = 400;
/** Latest moment of a kill within a call, in milliseconds: early enough to be inside also on a busy machine. */
const LATEST_KILL_MS = 200;
const LEAST_KILLS_INSIDE_A_CALL = 5;
const KEY = 'RUNNERKEY0.0123456789abcdefghijklmnop';
const LEASE = { SWITCHYARD_LEASE_SECONDS: '4', SWITCHYARD_BEAT_SECONDS: '1', SWITCHYARD_GRACE_SECONDS: '2' };

const DECK = 'query ($name: String!) { deck(name: $name) { name } }';
const CREATE = 'mutation ($input: CreateRunInput!) { createRun(input: $input) { run { id tasks { nodes { id } } } userErrors { message } } }';
const RESUME = 'mutation ($input: ResumeTaskInput!) { resumeTask(input: $input) { task { id hold } userErrors { message } } }';
const TASK = `query ($id: ID!) { task(id: $id) { status hold holdMessage attemptCount run { status }
  phases(first: 10) { nodes { section state steps(first: 50) { nodes { method state try args } } } } } }`;

interface StepRow {
  readonly method: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'SKIPPED' | 'UNKNOWN';
  readonly try: number;
  readonly args: { readonly label: string };
}

interface TaskRow {
  readonly status: string;
  readonly hold: string;
  readonly holdMessage: string | null;
  readonly attemptCount: number;
  readonly run: { readonly status: string };
  readonly phases: { readonly nodes: readonly { readonly section: string; readonly state: string; readonly steps: { readonly nodes: readonly StepRow[] } }[] };
}

let server: ServerProcess | null = null;
let runner: KillableRunner | null = null;
afterEach(async () => {
  await runner?.kill();
  await server?.stop();
});

test(`a runner is killed ${ROUNDS} times inside a device step: its task is held, goes on as a person decides, and the device was called as often as the records say`, async () => {
  const seed = chosenSeed();
  const random = seededRandom(seed);
  const directory = mkdtempSync(path.join(tmpdir(), 'switchyard-device-'));
  const device = path.join(directory, 'device.log');
  writeFileSync(device, '');
  server = await ServerProcess.prepare({ SWITCHYARD_RUNNERS: '0', SWITCHYARD_RUNNER_KEY: KEY, ...LEASE });
  await server.start();
  runner = new KillableRunner({ server: server.url, key: KEY, deck: deckFile(directory, device), directory });
  runner.start();
  await until('the deck is offered', async () => (await ask<{ deck: object | null }>(DECK, { name: 'device' })).deck !== null, { withinMs: 30_000 });
  const { eventCursor } = await ask<{ eventCursor: string }>('{ eventCursor }');
  const subscriber = new ResumingSubscriber(server.url, eventCursor);

  const accepted: string[] = [];
  const told = { inside: 0, SKIP: 0, RETRY: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const outcome = await killOnce(device, { round, random, runner });
    accepted.push(uuidOf(outcome.taskId));
    told[outcome.choice] += 1;
    if (outcome.inside) told.inside += 1;
  }

  const { eventCursor: head } = await ask<{ eventCursor: string }>('{ eventCursor }');
  await until('the subscriber has everything', () => subscriber.upTo >= decodeCursor(head)!.seq, { withinMs: 30_000 });
  await subscriber.close();
  expect(await runner.stop()).toBe(0);
  expect(await server.stop()).toBe(0);
  const report = await judge(path.join(server.directory, 'data'), { accepted, subscriber });
  console.log(`seed ${seed}: ${told.inside} of ${ROUNDS} kills fell inside a call; ${told.SKIP} skipped, ${told.RETRY} tried again; ${linesOf(device, 'begin').length} calls\n${report.text}`);
  expect(told.inside, `seed ${seed}`).toBeGreaterThanOrEqual(LEAST_KILLS_INSIDE_A_CALL);
  expect(report.violations, `seed ${seed}`).toEqual([]);
}, 600_000);

interface Round {
  readonly round: number;
  readonly random: () => number;
  readonly runner: KillableRunner;
}

/** One run whose runner is killed in one of its calls; checks everything that can be checked of it alone. */
async function killOnce(device: string, { round, random, runner: killed }: Round): Promise<{ taskId: string; choice: 'SKIP' | 'RETRY'; inside: boolean }> {
  const victim = `${round}.${Math.floor(random() * STEPS)}`;
  const [rest, choice] = [random() * LATEST_KILL_MS, random() < 0.5 ? ('SKIP' as const) : ('RETRY' as const)];
  const taskId = await startRun(round);
  await until(`call ${victim} began`, () => (killed.check(), linesOf(device, 'begin').includes(victim)), { withinMs: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, rest)); // the moment of the fault, not a wait for a result
  await killed.kill();
  const inside = readFileSync(device, 'utf8').trimEnd().split('\n').at(-1) === `begin ${victim}`;
  const before = linesOf(device, 'begin').length;
  killed.start();

  await until('the task is held with its new runner', async () => {
    killed.check();
    const task = await taskOf(taskId);
    return task.hold !== 'NONE' && task.status === 'IN_PROGRESS' && task.attemptCount === 2;
  }, { withinMs: 60_000 });
  const held = await taskOf(taskId);
  if (inside) expect(held, `round ${round}`).toMatchObject({ hold: 'STEP_FAILED', holdMessage: expect.stringContaining('outcome unknown') });
  expect(linesOf(device, 'begin'), 'nothing may be sent to the device before somebody has decided').toHaveLength(before);

  const { resumeTask } = await ask<{ resumeTask: { userErrors: object[] } }>(RESUME, { input: { taskId, ...(held.hold === 'STEP_FAILED' ? { failedStep: choice } : {}) } });
  expect(resumeTask.userErrors).toEqual([]);
  await until('the run has ended', async () => (killed.check(), (await taskOf(taskId)).run.status === 'SUCCEEDED'), { withinMs: 60_000 });
  const task = await taskOf(taskId);
  expect(task).toMatchObject({ status: 'COMPLETED', hold: 'NONE' });
  if (inside) expectCalls(device, { round, victim, choice, steps: task.phases.nodes.flatMap((phase) => phase.steps.nodes) });
  return { taskId, choice, inside };
}

/** The device's own log against the records: a call each, but for what a person has skipped. */
function expectCalls(device: string, { round, victim, choice, steps }: { round: number; victim: string; choice: 'SKIP' | 'RETRY'; steps: readonly StepRow[] }): void {
  const called = linesOf(device, 'begin').filter((label) => label.startsWith(`${round}.`));
  const recorded = steps.filter((step) => step.state !== 'SKIPPED').map((step) => step.args.label);
  expect(called.toSorted(), `round ${round}`).toEqual(recorded.toSorted());
  expect(called.filter((label) => label === victim)).toHaveLength(choice === 'RETRY' ? 2 : 1);
  expect(steps.filter((step) => step.state === 'UNKNOWN').map((step) => step.args.label)).toEqual([victim]);
  expect(steps.filter((step) => step.try === 2).map((step) => step.state)).toEqual([choice === 'RETRY' ? 'SUCCEEDED' : 'SKIPPED']);
  expect(new Set(called).size).toBe(STEPS + 1);
}

async function startRun(round: number): Promise<string> {
  const call = (label: string): object => ({ kind: 'call', instrument: 'arm', method: 'move', args: { label: `${round}.${label}` } });
  const steps = { deck: 'device', prep: [], main: Array.from({ length: STEPS }, (_, i) => call(String(i))), cleanup: [call('home')], onStepError: 'HOLD' };
  const definition = { tasks: [{ node: 'steps', spec: { steps } }] };
  const { createRun } = await ask<{ createRun: { run: { tasks: { nodes: { id: string }[] } } | null; userErrors: object[] } }>(CREATE, { input: { name: `round ${round}`, definition, enqueue: true } });
  expect(createRun.userErrors).toEqual([]);
  return createRun.run!.tasks.nodes[0]!.id;
}

async function taskOf(id: string): Promise<TaskRow> {
  return (await ask<{ task: TaskRow }>(TASK, { id })).task;
}

function ask<T>(query: string, variables: object = {}): Promise<T> {
  return callApi<T>(server!.url, query, variables);
}

function linesOf(device: string, word: 'begin' | 'end'): string[] {
  return readFileSync(device, 'utf8').split('\n').flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
}

/** A device that writes down, on disk before anything else, every call it gets and every one it has finished. */
function deckFile(directory: string, device: string): string {
  const file = path.join(directory, 'device-deck.mjs');
  writeFileSync(file, `import { appendFileSync } from 'node:fs';
const note = (line) => appendFileSync(${JSON.stringify(device)}, line + '\\n');
export default { name: 'device', instruments: [{ name: 'arm', methods: { move: { args: { label: { type: 'str' } }, returns: 'str', async run({ label }) {
  note('begin ' + label);
  await new Promise((resolve) => setTimeout(resolve, ${CALL_MS}));
  note('end ' + label);
  return label;
} } } }] };
`);
  return file;
}
