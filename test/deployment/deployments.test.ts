// Deploying, changing and deleting deployments, the example that a database begins with, and the algorithms that runners offer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventKind } from '../../src/domain/event/kind.ts';
import { BUILT_IN_ALGORITHMS } from '../../src/domain/graph/built-in/built-in-algorithms.ts';
import { EXAMPLE_DEPLOYMENT } from '../../src/domain/graph/example/example-deployment.ts';
import { deleteDeployment } from '../../src/engine/deployment/delete-deployment.service.ts';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { forgetAlgorithms } from '../../src/engine/deployment/algorithm/algorithm-memory.ts';
import { seedDeployment } from '../../src/engine/deployment/seed-deployment.ts';
import { updateDeployment } from '../../src/engine/deployment/update-deployment.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { algorithmBook, algorithmList, deploymentNamed } from '../../src/engine/read/deployment.read.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { acceptedId, expectContent, SPEC } from '../engine/engine-bench.ts';
import { DeploymentGround, documentOf, graphRunner, INVERT, MEASURE } from './deployment-ground.ts';

let ground: DeploymentGround;
beforeAll(async () => { ground = await DeploymentGround.open(); });
afterAll(async () => {
  await expectContent(ground.bench);
  await ground[Symbol.asyncDispose]();
});

const served = (name: string | null) => deploymentNamed(ground.engine, ground.bench.local, name);
const change = async (deploymentId: string, input: object) => updateDeployment(ground.engine, ground.bench.as(), { deploymentId, ...input });
const kindsOf = (id: string): Promise<EventKind[]> => ground.bench.kinds(id) as Promise<EventKind[]>;

// First of all: it asks whether there has ever been a deployment.
test('a database begins with the example, made once however many servers start at once, and not again when it was deleted', async () => {
  await Promise.all([1, 2, 3].map(() => seedDeployment(ground.engine)));
  const example = (await served(null))!;
  expect(example).toMatchObject({ name: EXAMPLE_DEPLOYMENT.name, isDefault: true, n: 1, projectPath: '/', createdBy: null });
  expect(await kindsOf(example.id)).toEqual(['deployment.created']);
  acceptedId(await deleteDeployment(ground.engine, ground.bench.as(), { deploymentId: example.id }));
  await seedDeployment(ground.engine);
  expect([await served(null), await served(EXAMPLE_DEPLOYMENT.name)]).toEqual([null, null]);
});

describe('deploying', () => {
  test('the same again changes nothing; another document is another version, which is served; a version before can be served again', async () => {
    const id = await ground.deploy({ name: 'one' });
    expect(await deployWorkflow(ground.engine, ground.bench.as(), { name: 'one', document: documentOf() })).toMatchObject({ result: 'NOOP', code: 'ALREADY_SO', subjectId: id });
    expect(await served('one')).toMatchObject({ id, n: 1, workflowN: 1, resultTtlSeconds: 3_600, timeoutSeconds: 300, memoryMib: 1_024, queue: { name: 'graph', accepts: ['graph'] } });
    expect(await ground.deploy({ name: 'one', document: documentOf('60'), timeoutSeconds: 5 })).toBe(id);
    expect(await served('one')).toMatchObject({ n: 2, timeoutSeconds: 5 });
    acceptedId(await change(id, { version: 1 }));
    expect((await served('one'))?.document.tasks[0]!.task_data.parameters).toEqual([{ name: 'strength', value: '50' }]);
    acceptedId(await change(id, { version: null }));
    expect(await served('one')).toMatchObject({ n: 2, workflowN: null });
    await expect(change(id, { version: 3 })).rejects.toMatchObject({ code: 'NOT_FOUND', path: ['version'] });
    expect(await change(id, {})).toMatchObject({ result: 'NOOP' });
    expect(await kindsOf(id)).toEqual(['deployment.created', 'deployment.updated', 'deployment.updated', 'deployment.updated']);
  });

  test('names the place of what is wrong', async () => {
    const deploy = (input: object) => deployWorkflow(ground.engine, ground.bench.as(), { name: 'bad', document: documentOf(), ...input });
    await expect(deploy({ name: 'Not a name' })).rejects.toMatchObject({ code: 'INVALID', path: ['name'] });
    await expect(deploy({ document: { ...documentOf(), tasks: [{ task_id: 0, task_data: { name: 'nobody', parameters: [] } }], connections: [] } })).rejects.toMatchObject({ code: 'INVALID', path: expect.arrayContaining(['document', 'tasks']) as string[] });
    await expect(deploy({ timeoutSeconds: 0 })).rejects.toMatchObject({ path: ['timeoutSeconds'] });
    await expect(deploy({ queueId: ground.bench.defaultQueue })).rejects.toMatchObject({ path: ['queueId'] });
    await expect(deploy({ isDefault: 'yes' })).rejects.toMatchObject({ path: ['isDefault'] });
    acceptedId(await saveWorkflow(ground.engine, ground.bench.as(), { name: 'bad', definition: { tasks: [{ node: 'a', spec: SPEC }] } }));
    await expect(deploy({})).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['name'] });
    expect(await served('bad')).toBeNull();
  });

  test('keeps its workflow to itself: nobody saves another definition under its name, which one that follows the newest could not serve', async () => {
    await ground.deploy({ name: 'followed', followsLatest: true });
    const saved = saveWorkflow(ground.engine, ground.bench.as(), { name: 'followed', definition: { tasks: [{ node: 'a', spec: SPEC }] } });
    await expect(saved).rejects.toMatchObject({ code: 'ALREADY_EXISTS', path: ['name'] });
    expect(await served('followed')).toMatchObject({ n: 1 });
    await ground.runOf('followed');
    expect(await ground.deploy({ name: 'followed', followsLatest: true, document: documentOf('61') })).toEqual(expect.any(String));
    expect(await served('followed')).toMatchObject({ n: 2, workflowN: null });
  });

  test('is of no use to names that are none, which are those of no deployment', async () => {
    for (const name of ['\0', 'Not a name', 'x'.repeat(100_000)]) expect(await served(name)).toBeNull();
  });

  test('the mark of the default one moves, and only an admin of everything moves it', async () => {
    const [first, second] = [await ground.deploy({ name: 'mark-a', isDefault: true }), await ground.deploy({ name: 'mark-b' })];
    expect((await served(null))?.id).toBe(first);
    acceptedId(await change(second, { isDefault: true }));
    expect((await served(null))?.id).toBe(second);
    await expect(updateDeployment(ground.engine, ground.bench.as('operator'), { deploymentId: first, isDefault: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(deployWorkflow(ground.engine, ground.bench.as('operator'), { name: 'mark-c', document: documentOf(), isDefault: true })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await served('mark-c')).toBeNull();
    acceptedId(await change(second, { isDefault: false }));
    expect(await served(null)).toBeNull();
  });

  test('at once under one name it is one deployment, and a deleted name is free', async () => {
    const ids = new Set(await Promise.all(['50', '51', '52', '53'].map((strength) => ground.deploy({ name: 'raced', document: documentOf(strength) }))));
    expect(ids.size).toBe(1);
    const [deploymentId] = [...ids] as [string];
    acceptedId(await deleteDeployment(ground.engine, ground.bench.as(), { deploymentId }));
    expect(await ground.deploy({ name: 'raced' })).not.toBe(deploymentId);
    await expect(change(deploymentId, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('in a project is for those who command there; of a hidden one no more is told than that the name is taken', async () => {
    const projectId = acceptedId(await createProject(ground.engine, ground.bench.as(), { path: '/own' }));
    const deploymentId = await ground.deploy({ name: 'own', projectId });
    const as = (path: string, role: 'viewer' | 'operator') => ({ actor: { ...ground.bench.local, role: 'operator' as const, grants: [{ path, role }] }, requestId: null });
    expect(await deploymentNamed(ground.engine, as('/own', 'viewer').actor, 'own')).toMatchObject({ id: deploymentId });
    expect(await deploymentNamed(ground.engine, as('/other', 'operator').actor, 'own')).toBeNull();
    await expect(deployWorkflow(ground.engine, as('/other', 'operator'), { name: 'own', document: documentOf() })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(deleteDeployment(ground.engine, as('/other', 'operator'), { deploymentId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteDeployment(ground.engine, as('/own', 'viewer'), { deploymentId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    acceptedId(await deleteDeployment(ground.engine, as('/own', 'operator'), { deploymentId }));
  });
});

describe('algorithms of runners', () => {
  test('are in the book beside those that are built in, also after their runner has gone', async () => {
    forgetAlgorithms(ground.engine.db);
    expect((await algorithmBook(ground.engine.db)).get('test_invert')).toEqual(INVERT);
    await ground.bench.expire('g1');
    forgetAlgorithms(ground.engine.db);
    const offered = (await algorithmList(ground.engine.db)).filter(({ description }) => description.source !== 'BUILT_IN');
    expect(offered).toEqual([{ description: INVERT, isAvailable: false }, { description: MEASURE, isAvailable: false }]);
    expect((await algorithmList(ground.engine.db)).length).toBe(BUILT_IN_ALGORITHMS.length + 2);
    await graphRunner(ground.bench, 'g1');
    expect((await algorithmList(ground.engine.db)).filter(({ isAvailable }) => !isAvailable)).toEqual([]);
  });

  test('of two runners may have one name when they mean the same; names that are built in, and what is no description, are refused', async () => {
    await graphRunner(ground.bench, 'g2', [INVERT]);
    await expect(graphRunner(ground.bench, 'g3', [MEASURE, { ...INVERT, description: 'another' }])).rejects.toMatchObject({ code: 'INVALID', path: ['algorithms', '1'], message: expect.stringContaining('test_invert') as string });
    await expect(graphRunner(ground.bench, 'g3', [{ ...INVERT, name: BUILT_IN_ALGORITHMS[0]!.name }])).rejects.toMatchObject({ path: ['algorithms', '0', 'name'] });
    await expect(graphRunner(ground.bench, 'g3', [INVERT, INVERT])).rejects.toMatchObject({ path: ['algorithms', '1', 'name'] });
    await expect(graphRunner(ground.bench, 'g3', [{ ...INVERT, parameters: [{ ...INVERT.parameters[0]!, default: '101' }] }])).rejects.toMatchObject({ path: ['algorithms', '0', 'parameters', '0', 'default'] });
    for (const name of ['g1', 'g2']) await ground.bench.expire(name);
    await graphRunner(ground.bench, 'g3', [{ ...INVERT, description: 'another' }]);
    expect((await algorithmBook(ground.engine.db)).get('test_invert')?.description).toBe('another');
  });
});
