// Checks before anything is stored, places of faults as the client wrote them, limits of nesting and size, and drafts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { benchDeck, openBenchRunner } from '../engine/bench-runner.ts';
import { type GraphqlGround, type Shown, graphqlGround } from './graphql-ground.ts';

let ground: GraphqlGround;
beforeAll(async () => {
  ground = await graphqlGround();
  await openBenchRunner(ground.engine, 'keeper', { decks: [benchDeck('pumps')] });
});
afterAll(() => ground?.close());

const dose = (volume: unknown) => ({ kind: 'call', instrument: 'pump', method: 'dose', args: { volume } });
const steps = (main: readonly object[], more: object = {}) => ({ steps: { deck: 'pumps', main, ...more } });
const REPORT = '{ valid faults { path message } tasks { node kind deck iterations samples steps calls waitSeconds exact } }';

const checkWorkflow = async (definition: object): Promise<Shown> => (await ground.ask(`query($definition: WorkflowDefinitionInput!) { report: validateWorkflow(definition: $definition) ${REPORT} }`, { definition })).data.report;
const checkRun = async (input: object): Promise<Shown> => (await ground.ask(`query($input: CreateRunInput!) { report: validateRun(input: $input) ${REPORT} }`, { input })).data.report;
const places = ({ faults }: Shown): string[] => faults.map(({ path }: Shown) => path.join('.'));
const stored = async (): Promise<Shown> => (await ground.ask('{ runs { totalCount } tasks { totalCount } workflows { totalCount } }')).data;

test('a sound definition is valid, with how much work each task would be', async () => {
  const main = [{ kind: 'repeat', times: 3, body: [dose(1), { kind: 'wait', seconds: 2 }] }];
  const report = await checkWorkflow({ tasks: [{ node: 'a', spec: steps(main, { source: { kind: 'REPEAT', count: 2 } }) }, { node: 'b', needs: ['a'], spec: { command: { binary: 'true' } } }] });
  expect(report).toEqual({ valid: true, faults: [], tasks: [
    { node: 'a', kind: 'STEPS', deck: 'pumps', iterations: 2, samples: 2, steps: 12, calls: 6, waitSeconds: 12, exact: true },
    { node: 'b', kind: 'COMMAND', deck: null, iterations: 1, samples: 1, steps: 1, calls: 0, waitSeconds: 0, exact: true },
  ] });
});

test('every fault is listed at the place where the client wrote it, wrappers of specs included', async () => {
  const definition = { tasks: [
    { node: 'a', spec: steps([{ kind: 'wait', seconds: -1 }, { ...dose(1), method: 'dos' }, { kind: 'if', condition: '#v >', then: [dose('much')] }]) },
    { node: 'b', spec: {} },
    { node: 'c', spec: { command: { binary: '', env: [{ name: 'A', value: '1' }, { name: '1B', value: '' }] } } },
    { node: 'd', spec: { command: { binary: 'x', env: [{ name: 'A', value: '1' }, { name: 'A', value: '2' }] } } },
  ] };
  const report = await checkWorkflow(definition);
  expect(report.valid).toBe(false);
  const found = places(report).map((place) => place.replace('definition.tasks.', ''));
  expect(found).toEqual(expect.arrayContaining(['0.spec.steps.main.0.seconds', '0.spec.steps.main.1.method', '0.spec.steps.main.2.condition', '0.spec.steps.main.2.then.0.args.volume', '1.spec', '3.spec.command.env.1.name']));
  expect(found.filter((place) => place.startsWith('1.') || place.startsWith('3.'))).toHaveLength(2);
  expect(found.some((place) => place.startsWith('2.spec.command.'))).toBe(true);
  expect(new Set(found).size).toBe(found.length);
});

test('the first of these faults is what createRun and saveWorkflow refuse with, and nothing is stored', async () => {
  const definition = { tasks: [{ node: 'ok', spec: { command: { binary: 'true' } } }, { node: 'a', spec: steps([dose(1), { kind: 'repeat', times: 2, body: [dose(1_000)] }]) }] };
  const path = ['input', 'definition', 'tasks', '1', 'spec', 'steps', 'main', '1', 'body', '0', 'args', 'volume'];
  const before = await stored();
  expect(await ground.command('createRun', { definition }, 'run { id }')).toMatchObject({ outcome: 'REFUSED', run: null, userErrors: [{ code: 'INVALID', path }] });
  expect(await ground.command('saveWorkflow', { name: 'bad', definition }, 'workflow { id }')).toMatchObject({ outcome: 'REFUSED', workflow: null, userErrors: [{ code: 'INVALID', path }] });
  expect(places(await checkRun({ definition }))).toEqual([path.join('.')]);
  expect(await stored()).toEqual(before);
});

test('a run is checked with its samples, its ids and its queue, from the input down', async () => {
  const definition = { tasks: [{ node: 'a', spec: steps([dose('#v')]) }] };
  expect(await checkWorkflow(definition)).toMatchObject({ valid: true });
  expect(places(await checkRun({ definition }))).toEqual(['input.definition.tasks.0.spec.steps.main.0.args.volume']);
  expect(await checkRun({ definition, samples: [{ source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 2 }] } }] })).toMatchObject({ valid: true, tasks: [{ samples: 2, calls: 2 }] });
  expect(places(await checkRun({ definition, samples: [{ source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 'x' }] } }] }))).toEqual(['input.samples.0.source.rows.1.v']);
  expect(places(await checkRun({ workflowId: 'nonsense' }))).toEqual(['input.workflowId']);
  expect(places(await checkRun({}))).toEqual(['input.workflowId']);
});

test('an unknown deck is refused with the known ones, and cycles with their nodes', async () => {
  const unknown = await checkWorkflow({ tasks: [{ node: 'a', spec: { steps: { deck: 'pumqs', main: [dose(1)] } } }] });
  expect(unknown.faults).toMatchObject([{ path: ['definition', 'tasks', '0', 'spec', 'steps', 'deck'], message: expect.stringContaining('pumps') }]);
  const spec = { command: { binary: 'true' } };
  expect(places(await checkWorkflow({ tasks: [{ node: 'a', needs: ['b'], spec }, { node: 'b', needs: ['a'], spec }] }))).toEqual(['definition.tasks']);
});

function nested(depth: number): object {
  let step: object = dose(1);
  for (let i = 0; i < depth; i++) step = { kind: 'repeat', times: 1, body: [step] };
  return step;
}

test.each([21, 100, 1_000, 10_000])('steps nested %i deep are refused as bad input, never as a fault of ours', async (depth) => {
  const input = { definition: { tasks: [{ node: 'a', spec: steps([nested(depth)]) }] } };
  const before = await stored();
  const answer = await ground.ask('mutation($input: CreateRunInput!) { createRun(input: $input) { outcome userErrors { code path } } }', { input });
  const code = answer.errors ? answer.errors[0]!.extensions.code : answer.data.createRun.userErrors[0].code;
  expect(['INVALID', 'BAD_USER_INPUT', 'BAD_REQUEST', 'LIMIT_EXCEEDED']).toContain(code);
  expect(ground.logged).toEqual([]);
  expect(await stored()).toEqual(before);
});

test('more steps than a spec may have are refused with the limit, and more than a body may have before they are read', async () => {
  const many = (n: number) => ({ input: { definition: { tasks: [{ node: 'a', spec: steps(Array.from({ length: n }, () => ({ kind: 'comment', text: '' }))) }] } } });
  const create = 'mutation($input: CreateRunInput!) { createRun(input: $input) { outcome userErrors { code path message } } }';
  expect((await ground.ask(create, many(20_000))).data.createRun).toMatchObject({ outcome: 'REFUSED', userErrors: [{ code: 'INVALID', message: expect.stringContaining('5000') }] });
  expect((await ground.ask(create, many(100_000))).errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  expect(ground.logged).toEqual([]);
});

test('a draft is saved for its user, in the version that was read, and a repeat saves it once', async () => {
  const read = async () => (await ground.ask('{ draft { body version updatedAt } }')).data.draft;
  expect(await read()).toBeNull();
  const SHOWN = 'draft { body version }';
  expect(await ground.command('saveDraft', { body: { a: [1, '#x'] }, ifVersion: 0, requestId: 'draft-1' }, SHOWN)).toMatchObject({ outcome: 'ACCEPTED', eventCursor: null, draft: { body: { a: [1, '#x'] }, version: 1 } });
  expect(await ground.command('saveDraft', { body: { a: [1, '#x'] }, ifVersion: 0, requestId: 'draft-1' }, SHOWN)).toMatchObject({ outcome: 'ACCEPTED', draft: { version: 1 } });
  expect(await ground.command('saveDraft', { body: {}, ifVersion: 0 }, SHOWN)).toMatchObject({ outcome: 'REFUSED', draft: null, userErrors: [{ code: 'VERSION_CONFLICT', path: ['input', 'ifVersion'] }] });
  expect(await ground.command('saveDraft', { body: [1] }, SHOWN)).toMatchObject({ userErrors: [{ code: 'INVALID', path: ['input', 'body'] }] });
  expect(await read()).toMatchObject({ body: { a: [1, '#x'] }, version: 1 });
});
