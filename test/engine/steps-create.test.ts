import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WorkflowDefinition } from '../../src/domain/run/definition.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { listDecks } from '../../src/engine/read/lists.read.ts';
import { createRun, type CreateRunInput } from '../../src/engine/run/create-run.service.ts';
import { cloneRun } from '../../src/engine/run/end-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import { DECK_READS, deckHolders, deckNames, decksByName } from '../../src/store/read/deck-read.store.ts';
import { benchDeck } from './bench-runner.ts';
import { acceptedId, EngineBench, expectContent, SPEC } from './engine-bench.ts';

const dose = (volume: unknown) => ({ kind: 'call', instrument: 'pump', method: 'dose', args: { volume } });
const steps = (main: readonly object[], more: object = {}) => ({ kind: 'steps', deck: 'pumps', main, ...more });
const one = (spec: object) => ({ tasks: [{ node: 'a', spec }] });

let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.open();
  await bench.runner('lab runner', { decks: [benchDeck('pumps'), { name: 'other', description: 'none of it', instruments: [{ name: 'b', methods: { z: { args: { zz: { type: 'int' }, a: { type: 'int' } }, returns: null }, a: { args: {}, returns: null } } }] }] });
});
afterAll(async () => {
  await expectContent(bench);
  await bench[Symbol.asyncDispose]();
});

const create = (input: Partial<CreateRunInput>) => createRun(bench.engine, bench.as(), { enqueue: false, ...input });

function everything(): Promise<{ n: number }> {
  return bench.one(`SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM task) + (SELECT count(*) FROM event) + (SELECT count(*) FROM workflow) + (SELECT count(*) FROM workflow_version) AS n`);
}

function definitionOf(runId: string): Promise<{ definition: WorkflowDefinition }> {
  return bench.one('SELECT definition FROM run WHERE id = $1', [runId]);
}

describe('runs of steps', () => {
  test('a run keeps its definition with every default, and its task the same spec', async () => {
    const runId = acceptedId(await create({ definition: one(steps([dose(1)])) }));
    const spec = { kind: 'steps', deck: 'pumps', prep: [], main: [dose(1)], cleanup: [], onStepError: 'HOLD', source: { kind: 'REPEAT', count: 1, batch: 1 } };
    expect((await definitionOf(runId)).definition.tasks[0]!.spec).toEqual(spec);
    expect(await bench.one('SELECT spec, spec_kind AS kind, status FROM task WHERE run_id = $1', [runId])).toEqual({ spec, kind: 'steps', status: 'created' });
  });

  test('samples given with the run take the place of those of the workflow, in the run and in its clones, not in the workflow', async () => {
    const workflowId = acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'doses', definition: one(steps([dose('#v')])) }));
    const source = { kind: 'ROWS', rows: [{ v: 1 }, { v: '2.5' }], batch: 1 };
    const runId = acceptedId(await create({ workflowId, samples: [{ source }] }));
    const { definition } = await definitionOf(runId);
    expect((definition.tasks[0]!.spec as StepsSpec).source).toEqual(source);
    expect((await bench.one<{ spec: StepsSpec }>('SELECT spec FROM task WHERE run_id = $1', [runId])).spec.source).toEqual(source);
    const cloneId = acceptedId(await cloneRun(bench.engine, bench.as(), { runId, enqueue: false }));
    expect(await definitionOf(cloneId)).toEqual({ definition });
    expect((await bench.one<{ kind: string }>(`SELECT body->'tasks'->0->'spec'->'source'->>'kind' AS kind FROM workflow_version WHERE workflow_id = $1`, [workflowId])).kind).toBe('REPEAT');
  });

  test('a saved workflow that wants samples cannot run without them', async () => {
    const workflowId = acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'wants samples', definition: one(steps([dose('#v')])) }));
    await expect(create({ workflowId })).rejects.toThrow('#v is not set before this step: take the samples from rows with a column v');
    await expect(create({ workflowId, samples: [{ source: { kind: 'ROWS', rows: [{ v: 'much' }] } }] })).rejects.toMatchObject({ code: 'INVALID', path: ['samples', '0', 'source', 'rows', '0', 'v'] });
  });

  test('samples find the only task that takes them, or must name it', async () => {
    const mixed = { tasks: [{ node: 'c', spec: SPEC }, { node: 's', spec: steps([dose(1)]) }] };
    const two = { tasks: [{ node: 's', spec: steps([dose(1)]) }, { node: 't', spec: steps([dose(1)]) }] };
    const source = { kind: 'REPEAT', count: 2 };
    const runId = acceptedId(await create({ definition: mixed, samples: [{ source }] }));
    expect(((await definitionOf(runId)).definition.tasks[1]!.spec as StepsSpec).source).toEqual({ ...source, batch: 1 });
    const named = acceptedId(await create({ definition: two, samples: [{ node: 't', source }] }));
    expect((await definitionOf(named)).definition.tasks.map(({ spec }) => (spec as StepsSpec).source)).toMatchObject([{ count: 1 }, { count: 2 }]);
    await expect(create({ definition: two, samples: [{ source }] })).rejects.toThrow('samples.0.node: must be named where several tasks take samples: s, t');
    await expect(create({ definition: mixed, samples: [{ node: 'c', source }] })).rejects.toThrow('samples.0.node: c takes no samples; those that do are s');
    await expect(create({ definition: mixed, samples: [{ source }, { node: 's', source }] })).rejects.toThrow('samples.1: the node s gets samples twice');
    await expect(create({ definition: one(SPEC), samples: [{ source }] })).rejects.toThrow('samples.0: no task of the definition takes samples');
    await expect(create({ definition: mixed, samples: [{ source: { kind: 'REPEAT', count: 10_000, batch: 1_000 } }] })).rejects.toMatchObject({ path: ['samples', '0', 'source'] });
  });

  test.each([
    ['an unknown deck', one(steps([], { deck: 'pumqs' })), ['definition', 'tasks', '0', 'spec', 'deck'], /there is no deck pumqs; known are other, pumps: start a runner that offers it/],
    ['an unknown method', one(steps([{ ...dose(1), method: 'dos' }])), ['definition', 'tasks', '0', 'spec', 'main', '0', 'method'], /pump has no method dos; it has dose, rinse/],
    ['a wrong type', { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: steps([dose('much')]) }] }, ['definition', 'tasks', '1', 'spec', 'main', '0', 'args', 'volume'], /must be a number, is "much"/],
    ['an expression that is none', one(steps([{ kind: 'if', condition: '1 +', then: [] }])), ['definition', 'tasks', '0', 'spec', 'main', '0', 'condition'], /\(column \d+\)/],
    ['a hundred thousand steps', one(steps(Array.from({ length: 100_000 }, () => dose(1)))), ['definition', 'tasks', '0', 'spec', 'main'], /at most 5000 entries, has 100000/],
    ['a circle', { tasks: [{ node: 'a', needs: ['b'], spec: steps([]) }, { node: 'b', needs: ['a'], spec: steps([]) }] }, ['definition', 'tasks'], /in a circle/],
  ])('a definition with %s is refused at its place, as a run and as a workflow, and nothing of it is stored', async (_name, definition, path, message) => {
    const before = await everything();
    for (const make of [() => create({ definition, enqueue: true }), () => saveWorkflow(bench.engine, bench.as(), { name: 'never', definition })]) {
      await expect(make()).rejects.toMatchObject({ code: 'INVALID', path, message: expect.stringMatching(message) as string });
    }
    expect(await everything()).toEqual(before);
  });

  test('blocks nested to the limit are stored and enqueued whole', async () => {
    let nested: object = dose(1);
    for (let i = 0; i < 20; i++) nested = { kind: 'repeat', times: 1, body: [nested] };
    const runId = acceptedId(await create({ definition: one(steps([nested])), enqueue: true }));
    expect(((await definitionOf(runId)).definition.tasks[0]!.spec as StepsSpec).main).toEqual([nested]);
    expect(await bench.one('SELECT status FROM task WHERE run_id = $1', [runId])).toEqual({ status: 'queued' });
  });

  test('steps belong to a run', async () => {
    await expect(createTask(bench.engine, bench.as(), { name: 'a', spec: steps([]) })).rejects.toThrow('spec.kind: steps tasks belong to a run: use createRun');
  });
});

describe('decks as they are read', () => {
  test('come by name, by id and in lists, with methods and arguments in the order of their description', async () => {
    const [other] = await decksByName(bench.engine.db, ['other', 'nobody']);
    expect(other).toMatchObject({ name: 'other', description: 'none of it' });
    expect(JSON.stringify(other!.instruments)).toBe('[{"name":"b","methods":{"z":{"args":{"zz":{"type":"int"},"a":{"type":"int"}},"returns":null},"a":{"args":{},"returns":null}}}]');
    expect(await DECK_READS.load(bench.engine.db, [other!.id], null)).toEqual([other]);
    const page = await listDecks(bench.engine, bench.as('viewer').actor, { filter: { name: { contains: 'PUMP' } }, page: {} });
    expect(page.rows.map(({ name }) => name)).toEqual(['pumps']);
    expect(page.rows[0]).not.toHaveProperty('description');
    expect(await deckNames(bench.engine.db)).toEqual(['other', 'pumps']);
  });

  test('a deck in use names the task that has it', async () => {
    await using own = await EngineBench.open();
    const runner = await own.runner('r', { decks: [benchDeck('pumps')] });
    const [deck] = await decksByName(own.engine.db, ['pumps']);
    expect(await deckHolders(own.engine.db, [deck!.id])).toEqual([]);
    acceptedId(await createRun(own.engine, own.as(), { definition: one(steps([dose(1)])), enqueue: true }));
    const attempt = await runner.take('pumps');
    expect(await deckHolders(own.engine.db, [deck!.id])).toEqual([{ deckId: deck!.id, taskId: attempt.taskId }]);
  });
});
