// Events of two tenants: by page, by every subscription and as a plain stream, of the past and live, each is told of its own alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import type { Actor } from '../../src/domain/access.ts';
import { scopeOfActor } from '../../src/domain/actor-scope.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { reportEvents } from '../../src/engine/metric/report-events.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { schema } from '../api/graphql-ground.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { LiveClient, until } from '../live/live-client.ts';
import { liveGround, LOCAL } from '../live/live-ground.ts';
import { done } from '../live/situation-builders.ts';
import { StreamClient } from '../live/stream-client.ts';
import { AS, found, openTenantWorld, signsOf, type Tenant, type TenantWorld } from './tenant-world.ts';
import { wholeSelection } from './whole-selection.ts';

let world: TenantWorld;
let start: string;
const ADMIN = { actor: LOCAL, requestId: null };

beforeAll(async () => {
  world = await openTenantWorld();
  start = (await world.ask('', '{ events(first: 1) { endCursor } }')).data.events.endCursor;
});
afterAll(() => world?.ground.close());

/** Every field of Subscription, as it is asked of the things of a tenant. */
const ASKED: Readonly<Record<string, (tenant: Tenant) => readonly string[]>> = {
  events: () => [''],
  metricSeries: ({ busy }) => [`taskId: "${toGlobalId('Task', busy)}"`],
  phaseChanges: ({ held }) => ['', `, taskId: "${toGlobalId('Task', held)}"`],
  queueChanges: ({ queue }) => ['', `, queueId: "${toGlobalId('Queue', queue)}"`, `, queueId: "${toGlobalId('Queue', world.defaultQueue)}"`],
  runnerStatus: () => [''],
  stepChanges: ({ held }) => ['', `, taskId: "${toGlobalId('Task', held)}"`],
  taskLog: ({ busy }) => [`taskId: "${toGlobalId('Task', busy)}"`],
};

/** Streams of a task beside the log, with cursors of their own. */
const STREAMS = new Set(['metricSeries', 'taskLog']);

/** Everything a subscription may show, as a document that runs from the beginning of the log. */
async function operation(name: string, args: string): Promise<string> {
  const built = await schema();
  const type = built.getSubscriptionType()!.getFields()[name]!.type;
  const given = STREAMS.has(name) ? args : `after: "${start}"${args}`;
  const whole = wholeSelection(built, (type as { ofType: Parameters<typeof wholeSelection>[1] }).ofType, name === 'events' ? 1 : 2);
  // What an event has for one noun's type may clash with that of another's: the plain stream shows those.
  const selection = name === 'events' ? `{ cursor caughtUp event { id kind at actorId requestId ... on TaskEvent { status reason task { id name } queue { id name } run { id name } } ... on RunEvent { run { id name } } ... on QueueEvent { queue { id name } } ... on ProjectEvent { path project { id path } } ... on WorkflowEvent { name workflow { id name } } } }` : whole;
  return `subscription { ${name}(${given}) ${selection} }`;
}

/** What tenants and the admin do while everybody listens. */
async function act(): Promise<void> {
  const { engine } = world.ground;
  for (const { actor, projectId, mark, path, runner, queue } of [world.a, world.b]) {
    const own = { actor, requestId: null };
    const taskId = done(await createTask(engine, own, { projectId, name: mark, spec: SPEC }));
    done(await enqueueTask(engine, own, { taskId }));
    done(await pauseQueue(engine, own, { queueId: queue }));
    done(await resumeQueue(engine, own, { queueId: queue }));
    done(await createProject(engine, own, { path: `${path}/${uuidv7()}`, description: mark }));
    const busy = await world.sql<{ attemptId: string; epoch: number }>(`SELECT attempt.id AS "attemptId", task.epoch FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.state = 'RUNNING' AND task.spec_kind = 'command' AND task.project_id = $1`, [projectId]);
    const steps = await world.sql<{ attemptId: string; epoch: number }>(`SELECT attempt.id AS "attemptId", task.epoch FROM attempt JOIN task ON task.id = attempt.task_id WHERE attempt.state = 'RUNNING' AND task.spec_kind = 'steps' AND task.project_id = $1`, [projectId]);
    await runner.log(busy[0]!, `${mark} live`);
    await reportEvents(engine, own, { events: [{ task: (await world.sql<{ taskId: string }>('SELECT task_id AS "taskId" FROM attempt WHERE id = $1', [busy[0]!.attemptId]))[0]!.taskId, type: 'training_stats_scalar', metric: `${mark} live`, iter: 1, value: 1 }], worker: mark, uuidOf: (id) => id });
    await runner.step(steps[0]!, { path: '0', try: ++runner.n + 1, state: 'RUNNING' });
  }
  done(await pauseQueue(engine, ADMIN, { queueId: world.defaultQueue }));
  done(await resumeQueue(engine, ADMIN, { queueId: world.defaultQueue }));
}

test('every field of Subscription is asked here', async () => {
  expect(Object.keys((await schema()).getSubscriptionType()!.getFields()).toSorted()).toEqual(Object.keys(ASKED).toSorted());
});

describe('while both tenants work', () => {
  test('no subscription and no stream, resumed from the beginning and live, shows a tenant anything of the other, and each misses nothing of its own', async () => {
    const [socket, admin] = await Promise.all([LiveClient.open(world.ground.url, { [AS]: 'b' }), LiveClient.open(world.ground.url)]);
    const [stream, streamOfAdmin] = await Promise.all(['b', ''].map((as) => StreamClient.open(world.ground.httpUrl, { query: { after: start }, headers: { [AS]: as } })));
    const asked: { key: string; args: string; name: string; own: boolean }[] = [];
    for (const [name, argsOf] of Object.entries(ASKED)) {
      for (const tenant of [world.a, world.b]) for (const args of argsOf(tenant)) asked.push({ key: String(asked.length), name, args, own: tenant === world.b });
    }
    for (const { key, name, args } of asked) for (const client of [socket, admin]) client.subscribe(key, await operation(name, args));
    await act();
    const logged = await world.sql<{ seq: number; kind: string; project: string | null; path: string | null }>(
      `SELECT event.seq, event.kind, event.project_id AS project, project.path FROM event LEFT JOIN project ON project.id = event.project_id WHERE event.seq > (SELECT min(seq) FROM event) ORDER BY event.seq`);
    const ofB = logged.filter(({ project, path }) => project === null || path!.startsWith(world.b.path)).length;
    const all = logged.length;
    expect(ofB).toBeLessThan(all);
    const isTold = (client: LiveClient, wanted: number) => (): boolean => client.data<{ event: object | null }>('0').filter(({ event }) => event !== null).length >= wanted;
    await socket.until(isTold(socket, ofB), 'his events');
    await admin.until(isTold(admin, all), 'all events');
    await stream!.until(() => stream!.events.length >= ofB, 'the records');
    await streamOfAdmin!.until(() => streamOfAdmin!.events.length >= all, 'all records');
    const lines = asked.find(({ name, own }) => name === 'taskLog' && own)!.key;
    await socket.until(() => socket.data<{ line: object | null }>(lines, 'taskLog').filter(({ line }) => line !== null).length === 3, 'the lines');

    const numbers = asked.find(({ name, own }) => name === 'metricSeries' && own)!.key;
    await socket.until(() => socket.data<{ entry: object | null }>(numbers, 'metricSeries').filter(({ entry }) => entry !== null).length === 3, 'the numbers');

    // Neither more, nor twice, nor in another order.
    expect(socket.data('0').filter(({ event }) => event !== null)).toHaveLength(ofB);
    expect(stream!.events).toHaveLength(ofB);
    const [signsOfA, signsOfB] = [await signsOf(world, world.a), await signsOf(world, world.b)];
    for (const { key, name, args } of asked) {
      const text = JSON.stringify(socket.of(key));
      expect(found(text, signsOfA).filter((sign) => !args.includes(sign)), `${name} ${args}: ${text}`).toEqual([]);
      expect(text, `${name} ${args}`).not.toContain('INTERNAL');
    }
    expect(found(stream!.text, signsOfA)).toEqual([]);
    // And who may see all is shown what the tenant is not.
    for (const name of Object.keys(ASKED).filter((each) => each !== 'runnerStatus')) {
      const texts = (client: LiveClient): string => JSON.stringify(asked.filter((one) => one.name === name).flatMap(({ key }) => client.of(key)));
      expect(found(texts(admin), signsOfA).length, name).toBeGreaterThan(0);
      expect(found(texts(socket), signsOfB).length, name).toBeGreaterThan(0);
    }
    expect(found(streamOfAdmin!.text, signsOfA).length).toBeGreaterThan(0);
    for (const { key } of asked.filter(({ name, own }) => STREAMS.has(name) && !own)) expect(socket.of(key)).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'NOT_FOUND' } }] }]);
    socket.close();
    admin.close();
    for (const each of [stream, streamOfAdmin]) each!.close();
  });

  test('pages of the log show a tenant its own events and those of no project, every one once, and no other', async () => {
    const pages = async (as: string): Promise<{ text: string; n: number }> => {
      let [text, n, after, hasMore] = ['', 0, start, true];
      while (hasMore) {
        const { data, text: page } = await world.ask(as, `{ events(after: "${after}", first: 20) { hasMore endCursor events { __typename id kind ... on TaskEvent { task { id name } queue { name } } ... on ProjectEvent { path } ... on QueueEvent { queue { name } } ... on WorkflowEvent { name } } } }`);
        text += page;
        n += data.events.events.length;
        ({ endCursor: after, hasMore } = data.events);
      }
      return { text, n };
    };
    const [mine, everything] = [await pages('b'), await pages('')];
    const [signsOfA, signsOfB] = [await signsOf(world, world.a), await signsOf(world, world.b)];
    expect(found(mine.text, signsOfA)).toEqual([]);
    expect(found(mine.text, signsOfB).length).toBeGreaterThan(5);
    expect(found(everything.text, signsOfA).length).toBeGreaterThan(5);
    const [{ n }] = (await world.sql<{ n: number }>(`SELECT count(*)::int AS n FROM event LEFT JOIN project ON project.id = event.project_id WHERE event.seq > (SELECT min(seq) FROM event) AND (event.project_id IS NULL OR project.path LIKE $1)`, [`${world.b.path}%`])) as [{ n: number }];
    expect(mine.n).toBe(n);
  });
});

test('a project that this server has never heard of is looked up before its events are judged; order stays, and nothing comes twice', async () => {
  const { ground, b } = world;
  const socket = await LiveClient.open(ground.url, { [AS]: 'b' });
  socket.subscribe('1', 'subscription { events { caughtUp cursor event { kind requestId } } }');
  await socket.caughtUp('1');
  // As if another server had made them, and the events that told of it had been forgotten.
  const made = await Promise.all([`${b.path}/unheard`, '/foreign', `${b.path}/unheard2`].map(async (path) => {
    const projectId = uuidv7();
    await world.sql('INSERT INTO project (id, path) VALUES ($1, $2)', [projectId, path]);
    return projectId;
  }));
  const nothing = { runId: null, taskId: null, queueId: null, actorId: null };
  const event = (projectId: string | null, n: number) => ({ ...nothing, kind: 'workflow.created', subjectId: uuidv7(), projectId, requestId: String(n), data: {} }) as const;
  const order = [made[0]!, null, made[1]!, b.projectId, made[2]!, made[1]!, made[0]!, null];
  await ground.append(order.map(event));
  const own = order.flatMap((projectId, n) => (projectId === made[1] ? [] : [n]));
  await socket.until(() => socket.numbers('1').length >= own.length, 'his events');
  await ground.append([event(null, 99)]);
  await socket.until(() => socket.numbers('1').includes(99), 'the last event');
  expect(socket.numbers('1')).toEqual([...own, 99]);
  socket.close();
});

test('callers whose grants differ share no execution, those with the same ones do, and a connection ends when its grants have changed', async () => {
  const actor: Actor = { ...LOCAL, role: 'viewer', grants: [{ path: '/one', role: 'viewer' }, { path: '/two', role: 'operator' }] };
  const same: Actor = { ...actor, grants: actor.grants!.toReversed() };
  const others: readonly Actor[] = [{ ...actor, grants: null }, { ...actor, grants: [] }, { ...actor, grants: actor.grants!.slice(1) }, { ...actor, grants: actor.grants!.map((grant) => ({ ...grant, role: 'viewer' })) }, { ...actor, role: 'operator' }, { ...actor, userId: uuidv7() }];
  expect(scopeOfActor(same)).toBe(scopeOfActor(actor));
  expect(new Set([actor, ...others].map(scopeOfActor)).size).toBe(1 + others.length);

  let present = actor;
  const ground = await liveGround({ limits: { recheckMs: 20 }, authorise: () => { const admitted = present; return Promise.resolve({ actor: admitted, isCurrent: () => Promise.resolve(scopeOfActor(present) === scopeOfActor(admitted)) }); } });
  const clients = [await LiveClient.open(ground.url), await LiveClient.open(ground.url)];
  present = same;
  clients.push(await LiveClient.open(ground.url));
  for (const client of clients) {
    client.subscribe('1', 'subscription { events { caughtUp cursor event { kind } } }');
    await client.caughtUp('1');
  }
  await until(() => ground.room.stats().groups === 1 && ground.room.stats().subscribers === 3, 'one group of all three');
  present = others[2]!;
  for (const client of clients) await client.until(() => client.closed !== null, 'the end of the connection');
  expect(clients.map(({ closed }) => closed!.code)).toEqual([4403, 4403, 4403]);
  await ground.close();
});
