// What all projects share: who has grants uses it for what is his own, looks at the rest of it, and changes nothing for others.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { validateRun } from '../../src/engine/check/validate.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { DomainError } from '../../src/domain/errors.ts';
import type { CommandContext } from '../../src/engine/engine.ts';
import { runNow } from '../../src/engine/deck/run-now.service.ts';
import { dequeueExternal } from '../../src/engine/external/dequeue-external.service.ts';
import { handOut } from '../../src/engine/external/hand-out.service.ts';
import { reportOutcome } from '../../src/engine/external/report-outcome.service.ts';
import { startExternal } from '../../src/engine/external/start-external.service.ts';
import { touchExternal } from '../../src/engine/external/touch-external.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { addQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { moveQueueItems } from '../../src/engine/queue/move-items.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { renameQueueItem } from '../../src/engine/queue/rename-item.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { LOCAL } from '../live/live-ground.ts';
import { done } from '../live/situation-builders.ts';
import { caller, openTenantWorld, type Tenant, type TenantWorld } from './tenant-world.ts';

let world: TenantWorld;
beforeAll(async () => {
  world = await openTenantWorld();
});
afterAll(() => world?.ground.close());

const ADMIN: CommandContext = { actor: LOCAL, requestId: null };
const own = ({ actor }: Tenant): CommandContext => ({ actor, requestId: null });

async function waiting(tenant: Tenant, queueId: string): Promise<{ taskId: string; itemId: string }> {
  const { engine } = world.ground;
  const taskId = done(await createTask(engine, own(tenant), { projectId: tenant.projectId, name: tenant.mark, spec: SPEC }));
  done(await enqueueTask(engine, own(tenant), { taskId, queueId }));
  return { taskId, itemId: (await world.sql<{ id: string }>('SELECT id FROM queue_item WHERE task_id = $1', [taskId]))[0]!.id };
}

const line = async (queueId: string): Promise<string[]> => (await world.sql<{ id: string }>('SELECT id FROM queue_item WHERE queue_id = $1 ORDER BY priority DESC, rank, id', [queueId])).map(({ id }) => id);

const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : String(error));

test('in a shared queue a tenant moves and names what is his own; what is another one\'s is as if it had left, and a barrier is not his to move', async () => {
  const { ground: { engine }, a, b } = world;
  const queueId = done(await createQueue(engine, ADMIN, { name: 'shared', accepts: ['command'] }));
  const [first, second, third] = [await waiting(a, queueId), await waiting(b, queueId), await waiting(b, queueId)];
  const barrier = done(await addQueueBarrier(engine, ADMIN, { queueId }));
  // To the front: his place counts what he does not see.
  done(await moveQueueItems(engine, own(b), { queueId, itemIds: [third.itemId], to: { at: 'FRONT' } }));
  expect(await line(queueId)).toEqual([third.itemId, first.itemId, second.itemId, barrier]);
  done(await renameQueueItem(engine, own(b), { itemId: second.itemId, displayName: 'mine' }));

  const foreign = await moveQueueItems(engine, own(b), { queueId, itemIds: [first.itemId], to: { at: 'BACK' } });
  const gone = await moveQueueItems(engine, own(b), { queueId, itemIds: [first.taskId], to: { at: 'BACK' } });
  expect(foreign).toEqual(gone);
  expect(foreign).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
  // With one of his own the other is named as one that has left, which is what it is for him.
  const mixed = await moveQueueItems(engine, own(b), { queueId, itemIds: [first.itemId, third.itemId], to: { at: 'BACK' } });
  expect(mixed).toMatchObject({ result: 'ACCEPTED', message: `no longer in the queue: ${first.itemId}` });
  expect(await line(queueId)).toEqual([first.itemId, second.itemId, barrier, third.itemId]);
  // Nor does it serve as a place to name.
  expect(await moveQueueItems(engine, own(b), { queueId, itemIds: [third.itemId], to: { before: first.itemId } })).toMatchObject({ result: 'REFUSED', code: 'NOT_QUEUED' });
  expect(await moveQueueItems(engine, own(b), { queueId, itemIds: [barrier], to: { at: 'FRONT' } }).catch(codeOf)).toBe('FORBIDDEN');
  expect(await renameQueueItem(engine, own(b), { itemId: barrier, displayName: 'mine' }).catch(codeOf)).toBe('FORBIDDEN');
  expect(await line(queueId)).toEqual([first.itemId, second.itemId, barrier, third.itemId]);
});

test('an outside worker of a tenant is handed his own tasks alone, in their order, and is told nothing of others by what it calls about', async () => {
  const { ground: { engine }, a, b } = world;
  const queueId = done(await createQueue(engine, ADMIN, { name: 'outside', accepts: ['command'] }));
  const worker = { name: 'w' };
  const [theirs, mine] = [await waiting(a, queueId), await waiting(b, queueId)];
  expect(await handOut(engine, own(b), { queueId, worker })).toMatchObject({ taskId: mine.taskId });
  expect(await handOut(engine, own(b), { queueId, worker })).toBeNull();
  expect(await handOut(engine, own(b), { queueId: a.queue, worker }).catch(codeOf)).toBe('NOT_FOUND');
  // Who may only look there is handed nothing: of a queue that is shared, as if there were nothing of the project in it.
  const viewer = { actor: await caller(world.ground, 'looks', [{ path: a.path, role: 'viewer' }]), requestId: null };
  expect(await handOut(engine, viewer, { queueId, worker })).toBeNull();
  expect(await handOut(engine, viewer, { queueId: a.queue, worker }).catch(codeOf)).toBe('FORBIDDEN');
  for (const [context, code] of [[own(b), 'NOT_FOUND'], [viewer, 'FORBIDDEN']] as const) {
    expect(await startExternal(engine, context, { taskId: theirs.taskId, worker }).catch(codeOf)).toBe(code);
    expect(await dequeueExternal(engine, context, { taskId: theirs.taskId, worker }).catch(codeOf)).toBe(code);
    expect(await reportOutcome(engine, context, { taskId: theirs.taskId, status: 'stopped', force: true }).catch(codeOf)).toBe(code);
  }
  expect(await handOut(engine, own(a), { queueId, worker })).toMatchObject({ taskId: theirs.taskId });
  done(await startExternal(engine, own(a), { taskId: theirs.taskId, worker }));
  // A sign of life counts from those alone who may work at the task.
  const seen = async (): Promise<Date> => (await world.sql<{ at: Date }>('SELECT last_seen_at AS at FROM attempt WHERE task_id = $1', [theirs.taskId]))[0]!.at;
  await world.sql(`UPDATE attempt SET last_seen_at = now() - interval '1 hour' WHERE task_id = $1`, [theirs.taskId]);
  const old = await seen();
  await touchExternal(engine, own(b), { taskId: theirs.taskId });
  await touchExternal(engine, viewer, { taskId: theirs.taskId });
  expect(await seen()).toEqual(old);
  await touchExternal(engine, own(a), { taskId: theirs.taskId });
  expect((await seen()).getTime()).toBeGreaterThan(old.getTime());
});

test('a queue of another project does not exist for a tenant, by its id or by its name, for whatever he would put into it', async () => {
  const { ground: { engine }, a, b } = world;
  const { projectId } = b;
  const missing = uuidv7();
  const asked: readonly ((queue: { id: string; name: string }) => Promise<unknown>)[] = [
    ({ id }) => enqueueTask(engine, own(b), { taskId: b.created, queueId: id }),
    ({ id }) => enqueueTask(engine, own(b), { taskId: b.created, queueId: id, place: { at: 'FRONT' } }),
    ({ id }) => cloneTask(engine, own(b), { taskId: b.created, queueId: id }),
    ({ id }) => createRun(engine, own(b), { projectId, enqueue: true, queueId: id, definition: { tasks: [{ node: 'n', spec: SPEC }] } }),
    ({ name }) => createRun(engine, own(b), { projectId, enqueue: true, definition: { tasks: [{ node: 'n', spec: SPEC, queue: name }] } }),
    ({ id }) => addQueueBarrier(engine, own(b), { queueId: id }),
    ({ id }) => validateRun(engine, b.actor, { projectId, queueId: id, definition: { tasks: [{ node: 'n', spec: SPEC }] } }),
    ({ name }) => validateRun(engine, b.actor, { projectId, definition: { tasks: [{ node: 'n', spec: SPEC, queue: name }] } }),
  ];
  for (const [i, ask] of asked.entries()) {
    const heard = async (queue: { id: string; name: string }): Promise<string> => JSON.stringify(await ask(queue).catch((error: unknown) => [codeOf(error), String(error)])).replaceAll(queue.id, '<id>').replaceAll(queue.name, '<name>');
    const hidden = await heard({ id: a.queue, name: a.mark });
    expect(hidden, String(i)).toBe(await heard({ id: missing, name: 'nowhere' }));
    expect(hidden).toContain('there is no queue');
  }
  // What an admin has put there is still his task, whose place he does not see; and it is his to take out.
  const taskId = done(await createTask(engine, own(b), { projectId, name: b.mark, spec: SPEC }));
  done(await enqueueTask(engine, ADMIN, { taskId, queueId: a.queue }));
  const { data, errors } = await world.ask('b', `{ task(id: "${toGlobalId('Task', taskId)}") { status queue { id } queueItem { id queue { id } position } } }`);
  expect({ data, errors }).toEqual({ data: { task: { status: 'QUEUED', queue: null, queueItem: null } }, errors: undefined });
  done(await dequeueTask(engine, own(b), { taskId }));
  expect(await retryTask(engine, own(b), { taskId }).catch((error: unknown) => String(error))).toBe(`DomainError: there is no queue open to you for the task ${taskId}`);
});

test('a call on a deck that another tenant uses is refused without a word of who uses it', async () => {
  const { ground: { engine }, a, b } = world;
  const call = { deck: a.deck, instrument: 'pump', method: 'rinse' };
  const busy = await runNow(engine, own(b), { ...call, projectId: b.projectId });
  expect(busy).toMatchObject({ result: 'REFUSED', code: 'DECK_BUSY' });
  expect(busy.message).not.toMatch(new RegExp(`${a.mark}|${a.held}`, 'i'));
  expect((await runNow(engine, own(a), { ...call, projectId: a.projectId })).message).toContain(a.held);
  expect(await runNow(engine, own(b), { ...call, projectId: a.projectId }).catch(codeOf)).toBe('NOT_FOUND');
  const { data } = await world.ask('b', `{ deck(name: "${a.deck}") { name online holder { id } runner { name attempts { totalCount edges { node { id } } } } } }`);
  expect(data.deck).toEqual({ name: a.deck, online: true, holder: null, runner: { name: 'runner1', attempts: { totalCount: 0, edges: [] } } });
});

test('a tenant makes projects below his own, reaches them at once, and is not told which there are elsewhere', async () => {
  const { ground: { engine }, a, b } = world;
  const made = done(await createProject(engine, own(b), { path: `${b.path}/below` }));
  const { data } = await world.ask('b', `{ project(id: "${toGlobalId('Project', made)}") { path } projects { totalCount } }`);
  expect(data).toEqual({ project: { path: `${b.path}/below` }, projects: { totalCount: 2 } });
  done(await createTask(engine, own(b), { projectId: made, name: 'below', spec: SPEC }));
  // Also where the same operation had asked before which there are.
  const both = await world.ask('b', `mutation { createTask(input: { name: "x", projectId: "${toGlobalId('Project', made)}", spec: { command: { binary: "true" } } }) { task { name } } createProject(input: { path: "${b.path}/second" }) { project { path } } }`);
  expect(both.data).toEqual({ createTask: { task: { name: 'x' } }, createProject: { project: { path: `${b.path}/second` } } });
  done(await createProject(engine, ADMIN, { path: `${a.path}/known` }));
  const told = async (path: string): Promise<unknown> => createProject(engine, own(b), { path }).catch((error: unknown) => String(error));
  expect(await told(`${a.path}/known`)).toBe(await told(`${a.path}/unknown`));
  // A path that only begins like his is not below it.
  expect(await createProject(engine, own(b), { path: `${b.path}x/y` }).catch(codeOf)).toBe('FORBIDDEN');
  // No project named is the root one, which is not his.
  expect(await createTask(engine, own(b), { name: 'root', spec: SPEC }).catch(codeOf)).toBe('NOT_FOUND');
});

test('what a command answered once it answers again to the same caller, and shows nothing of it once it is out of reach', async () => {
  const { ground: { engine }, b } = world;
  const input = { projectId: b.projectId, name: 'once', spec: SPEC };
  const first = await createTask(engine, { actor: b.actor, requestId: 'again' }, input);
  const moved = { ...b.actor, grants: [{ path: '/nowhere', role: 'operator' as const }] };
  expect(await createTask(engine, { actor: moved, requestId: 'again' }, input)).toEqual(first);
  world.callers.set('moved', moved);
  const { data } = await world.ask('moved', `mutation { createTask(input: { requestId: "over http", name: "x", projectId: "${toGlobalId('Project', b.projectId)}", spec: { command: { binary: "true" } } }) { outcome userErrors { code } task { id } } }`);
  expect(data.createTask).toEqual({ outcome: 'REFUSED', userErrors: [{ code: 'NOT_FOUND' }], task: null });
});
