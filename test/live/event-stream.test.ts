// The event log over plain GET: what stands in a record, and that nothing is lost between two connections.
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { encodeCursor } from '../../src/domain/event/cursor.ts';
import type { EventData, NewEvent } from '../../src/domain/event/event.ts';
import { EVENT_KINDS } from '../../src/domain/event/kind.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { LiveClient, until } from './live-client.ts';
import { type LiveGround, liveGround, numbered } from './live-ground.ts';
import { StreamClient } from './stream-client.ts';

let ground: LiveGround;
afterEach(() => ground.close());

function start(): string {
  return encodeCursor({ logId: ground.events.logId, seq: 0 });
}

test('a stream gives what was in the log, says once that the past is over, and goes on with what comes', async () => {
  ground = await liveGround({ limits: { pingMs: 40 } });
  const rows = await ground.append([numbered(0), numbered(1)]);
  const stream = await StreamClient.open(ground.httpUrl, { query: { after: start() } });
  expect(stream.status).toBe(200);
  expect(stream.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' });
  await stream.caughtUp();
  const later = await ground.append([numbered(2)]);
  await stream.until(() => stream.numbers.length === 3, 'the live event');
  const cursors = [...rows, ...later].map(({ seq }) => ground.events.stream.cursorAt(seq));
  expect(stream.parser.events.map(({ type, lastEventId }) => [type, lastEventId])).toEqual([['event', cursors[0]], ['event', cursors[1]], ['caught-up', cursors[1]], ['event', cursors[2]]]);
  expect(stream.events).toEqual([...rows, ...later].map((row, n) => ({
    cursor: cursors[n], kind: 'PROJECT_CREATED', at: row.at.toISOString(), requestId: String(n), path: `/p${n}`, projectId: toGlobalId('Project', row.subjectId), subjectId: toGlobalId('Project', row.subjectId),
  })));
  expect(stream.of('caught-up')).toEqual([{ cursor: cursors[1] }]);
  expect(stream.parser.retry).toBe(2_000);
  await stream.until(() => stream.parser.comments >= 2, 'comments while nothing happens');
  expect(stream.parser.events).toHaveLength(4);
  stream.close();
});

test('texts with line breaks and whatever else a text may hold stay one event with one line of data', async () => {
  ground = await liveGround();
  const stream = await StreamClient.open(ground.httpUrl);
  await stream.caughtUp();
  await fc.assert(fc.asyncProperty(fc.string({ unit: fc.constantFrom('\n', '\r', '\r\n', 'data: ', 'id: x', ':', ' ', '"', '\\', '\u2028', 'é', '🜁'), maxLength: 12 }), async (text) => {
    const count = stream.events.length;
    await ground.append([numbered(0, { requestId: `.${text}`, data: { path: text } })]);
    await stream.until(() => stream.events.length > count, 'the event');
    expect(stream.events).toHaveLength(count + 1);
    expect(stream.events.at(-1)).toMatchObject({ requestId: `.${text}`, path: text });
  }), { numRuns: 60 });
  stream.close();
});

test('wherever a client stops, going on with the id of its last record gives every later event once and in order', async () => {
  ground = await liveGround();
  await ground.append(Array.from({ length: 40 }, (_, n) => numbered(n)));
  await until(() => ground.events.hub.position >= 40, 'the log to settle');
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat({ max: 41 }), fc.boolean()), { minLength: 1, maxLength: 4 }), async (stops) => {
    const first = start();
    let last = first;
    const seen: number[] = [];
    for (const [stop, byHeader] of [...stops, [41, true] as const]) {
      // As an EventSource does it: the address stays, the header says how far it came.
      const call = byHeader ? { query: { after: first }, headers: { 'last-event-id': last } } : { query: { after: last } };
      const stream = await StreamClient.open(ground.httpUrl, call);
      await stream.caughtUp();
      for (const { type, data, lastEventId } of stream.parser.events.slice(0, stop)) {
        last = lastEventId;
        if (type === 'event') seen.push(Number((JSON.parse(data) as { requestId: string }).requestId));
      }
      stream.close();
    }
    expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => n));
  }), { numRuns: 15 });
  await until(() => ground.room.stats().streams === 0, 'the streams to be let go');
  expect(ground.room.stats()).toMatchObject({ subscribers: 0, groups: 0 });
});

const ITEM = { id: uuidv7(), queueId: uuidv7(), priority: 3, rank: 65_536, displayName: 'first', notBefore: '2026-01-02T03:04:05.678Z' };
/** Facts of each noun, all there are. */
const DATA: Readonly<Record<string, EventData>> = {
  task: {
    status: 'in_progress', from: 'queued', reason: 'because', generation: 2, epoch: 3, attemptNo: 4, attempt: { no: 4, state: 'ENDED', outcome: 'FAILED', failure: 'EXIT', exitCode: 7, signal: 'SIGTERM' },
    hold: 'INPUT', message: 'which?', prompt: { text: 'how many', type: 'int' }, after: 'STEP', failedStep: 'SKIP', phase: { id: uuidv7(), section: 'main', index: 0, state: 'RUNNING' },
    step: { section: 'main', index: 0, path: '0', sample: 1, try: 2, kind: 'call', method: 'pump.dose', state: 'SUCCEEDED', error: 'none' }, order: { verb: 'STOP', after: 'STEP', cleanup: 'RUN' }, item: ITEM,
  },
  run: { status: 'RUNNING', from: 'WAITING', paused: true, enqueued: false, deactivated: 'ABORTED' },
  queue: { state: 'PAUSED', from: 'OPEN', name: 'lab', displayName: 'The lab', accepts: ['command', 'steps'], maxRunning: 2, item: ITEM },
  runner: { state: 'UP', from: 'GONE', name: 'r1', kind: 'EMBEDDED', slots: 2 },
  deck: { name: 'bench', instruments: 3, runnerId: uuidv7() },
  workflow: { name: 'w', n: 2 },
  project: { path: '/p' },
  file: { name: 'a.txt', store: 'UPLOAD', size: 3, sha256: 'ba78', reason: 'EXPIRED' },
  model: { name: 'net', ready: true },
  deployment: { name: 'edges', version: 3, n: 3, isDefault: true },
  webhook: { host: 'example.org', isEnabled: true, reason: 'gone' },
};
const COMMON = 'cursor kind at actorId requestId subjectId';
const FACTS = `subscription ($after: String) { events(after: $after) { event { __typename ${COMMON}
  ... on TaskEvent { status previousStatus reason generation epoch attemptNo hold holdMessage holdPrompt { text type } pauseAfter failedStep attemptState outcome failure exitCode signal
    phase { section index state } step { section index path sample try kind method state error } order { verb after cleanup } item { itemId displayName priority rank notBefore } leftQueue }
  ... on RunEvent { runStatus: status previousRunStatus: previousStatus paused enqueued deactivated }
  ... on QueueEvent { state previousState queueName: name displayName accepts maxRunning barrier { itemId displayName priority rank notBefore } }
  ... on RunnerEvent { runnerState: state previousRunnerState: previousState runnerName: name runnerKind slots }
  ... on DeckEvent { deckName: name instrumentCount } ... on WorkflowEvent { workflowName: name version } ... on ProjectEvent { path }
  ... on FileEvent { fileName: name store size sha256 fileReason: reason } ... on ModelEvent { modelName: name ready } ... on WebhookEvent { webhookId host isEnabled webhookReason: reason }
  ... on DeploymentEvent { deploymentName: name workflowVersion isDefault } } } }`;
/** What this document must call otherwise than the stream does. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  runStatus: 'status', previousRunStatus: 'previousStatus', runnerState: 'state', previousRunnerState: 'previousState', queueName: 'name', runnerName: 'name', deckName: 'name', workflowName: 'name', fileName: 'name', modelName: 'name', deploymentName: 'name', fileReason: 'reason', webhookReason: 'reason',
};

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, inner]) => inner !== null && name !== '__typename').map(([name, inner]) => [OWN_NAMES[name] ?? name, compact(inner)]));
}

test('a record says of every kind of event what GraphQL says of it, in the same words, and names what it concerns by its global ids', async () => {
  ground = await liveGround();
  const places = { projectId: uuidv7(), runId: uuidv7(), taskId: uuidv7(), queueId: uuidv7() };
  const events = EVENT_KINDS.map((kind, n): NewEvent => ({ kind, subjectId: uuidv7(), ...places, actorId: uuidv7(), requestId: String(n), data: DATA[kind.split('.')[0]!]! }));
  await ground.append(events);
  const [client, stream] = await Promise.all([LiveClient.open(ground.url), StreamClient.open(ground.httpUrl, { query: { after: start() } })]);
  client.subscribe('1', FACTS, { after: start() });
  await client.until(() => client.of('1').length >= events.length, 'all events by GraphQL');
  await stream.caughtUp();
  const shown = client.data<{ event: object | null }>('1').flatMap(({ event }) => (event ? [compact(event) as object] : []));
  const ids = { projectId: toGlobalId('Project', places.projectId), runId: toGlobalId('Run', places.runId), taskId: toGlobalId('Task', places.taskId), queueId: toGlobalId('Queue', places.queueId) };
  const nouns = events.map(({ kind, subjectId, data }) => ({
    ...(kind.startsWith('runner.') ? { runnerId: toGlobalId('Runner', subjectId) } : {}),
    ...(kind.startsWith('deck.') ? { deckId: toGlobalId('Deck', subjectId), runnerId: toGlobalId('Runner', String(data['runnerId'])) } : {}),
    ...(kind.startsWith('file.') ? { fileId: toGlobalId('File', subjectId) } : {}),
    ...(kind.startsWith('model.') ? { modelId: toGlobalId('Model', subjectId) } : {}),
    ...(kind.startsWith('deployment.') ? { deploymentId: toGlobalId('Deployment', subjectId) } : {}),
    ...(kind.startsWith('workflow.') ? { workflowId: toGlobalId('Workflow', subjectId) } : {}),
    ...ids,
  }));
  expect(client.of('1').filter(({ payload }) => (payload as { errors?: unknown }).errors !== undefined)).toEqual([]);
  expect(stream.events).toEqual(shown.map((event, n) => ({ ...event, ...nouns[n] })));
  stream.close();
});

test('conditions hold as in GraphQL: kinds, and ids of tasks, runs, queues, projects and runners', async () => {
  ground = await liveGround();
  const [taskId, runId, queueId, projectId, runnerId] = Array.from({ length: 5 }, () => uuidv7());
  await ground.append([
    numbered(0), numbered(1, { kind: 'task.created', subjectId: taskId!, taskId: taskId! }), numbered(2, { kind: 'task.ended', subjectId: taskId!, taskId: taskId!, runId: runId! }),
    numbered(3, { kind: 'run.status', subjectId: runId!, runId: runId!, projectId: projectId! }), numbered(4, { kind: 'queue.state', subjectId: queueId!, queueId: queueId! }), numbered(5, { kind: 'runner.up', subjectId: runnerId! }),
  ]);
  const asked: [string, number[]][] = [
    [`taskId=${toGlobalId('Task', taskId!)}`, [1, 2]], [`runId=${toGlobalId('Run', runId!)}`, [2, 3]], [`queueId=${toGlobalId('Queue', queueId!)}`, [4]], [`projectId=${toGlobalId('Project', projectId!)}`, [3]],
    [`runnerId=${toGlobalId('Runner', runnerId!)}`, [5]], ['kind=QUEUE_STATE&kind=RUNNER_UP', [4, 5]], [`kind=TASK_ENDED&runId=${toGlobalId('Run', runId!)}`, [2]], ['', [0, 1, 2, 3, 4, 5]],
  ];
  for (const [query, numbers] of asked) {
    const stream = await StreamClient.open(ground.httpUrl, { query: `after=${start()}&${query}` });
    await stream.caughtUp();
    expect(stream.numbers, query).toEqual(numbers);
    stream.close();
  }
});

test('an execution that fails in part shows what it has and says what is missing, and the stream goes on', async () => {
  ground = await liveGround();
  const stream = await StreamClient.open(ground.httpUrl);
  await stream.caughtUp();
  await ground.append([numbered(1, { kind: 'run.status', data: { status: 'NO_SUCH_STATUS', from: 'WAITING' } }), numbered(2)]);
  await stream.until(() => stream.numbers.length === 2, 'both events');
  expect(stream.events[0]).toMatchObject({ kind: 'RUN_STATUS', requestId: '1', previousStatus: 'WAITING', errors: [{ extensions: { code: 'INTERNAL' } }] });
  expect(stream.events[1]).not.toHaveProperty('errors');
  stream.close();
});
