import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ValidationReport } from '../../src/domain/steps/validation.ts';
import { validateRun, validateWorkflow } from '../../src/engine/check/validate.service.ts';
import { createQueue } from '../../src/engine/queue/queue.service.ts';
import { createRun, type CreateRunInput } from '../../src/engine/run/create-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { benchDeck } from './bench-runner.ts';
import { acceptedId, EngineBench, SPEC } from './engine-bench.ts';

const dose = (volume: unknown) => ({ kind: 'call', instrument: 'pump', method: 'dose', args: { volume } });
const steps = (main: readonly object[], more: object = {}) => ({ kind: 'steps', deck: 'pumps', main, ...more });

let bench: EngineBench;
beforeAll(async () => {
  bench = await EngineBench.open();
  await bench.runner('lab runner', { decks: [benchDeck('pumps')] });
});
afterAll(() => bench[Symbol.asyncDispose]());

const workflow = (definition: unknown) => validateWorkflow(bench.engine, bench.as('viewer').actor, { definition });
const run = (input: Omit<CreateRunInput, 'enqueue'>) => validateRun(bench.engine, bench.as('viewer').actor, input);
const places = (report: ValidationReport) => report.faults.map(({ path }) => path.join('.'));

describe('a check before submission', () => {
  test('says how much work a sound run is, task by task', async () => {
    const main = [{ kind: 'repeat', times: 3, body: [dose('#v'), { kind: 'wait', seconds: 2 }] }];
    const report = await run({ definition: { tasks: [{ node: 'a', spec: steps(main, { source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 2 }, { v: 3 }], batch: 2 }, prep: [dose(1)] }) }, { node: 'b', spec: SPEC, needs: ['a'] }] } });
    expect(report).toEqual({ valid: true, faults: [], tasks: [
      { node: 'a', kind: 'steps', deck: 'pumps', iterations: 2, samples: 3, steps: 19, calls: 10, waitSeconds: 18, exact: true },
      { node: 'b', kind: 'command', deck: null, iterations: 1, samples: 1, steps: 1, calls: 0, waitSeconds: 0, exact: true },
    ] });
  });

  test('lists every fault of shape, of the deck, of names and of samples at once', async () => {
    const report = await workflow({ tasks: [
      { node: 'a', spec: steps([{ kind: 'wait', seconds: -1 }, { ...dose(1), method: 'dos' }, dose('much'), dose('#not_set')]) },
      { node: 'b c', spec: steps([dose(200)], { deck: 'pumqs' }) },
      { node: 'd', spec: steps([dose('#v'), dose('#w')], { source: { kind: 'ROWS', rows: [{ v: -1 }] } }) },
    ] });
    expect(report.valid).toBe(false);
    expect(places(report).map((place) => place.replace('definition.tasks.', ''))).toEqual([
      '0.spec.main.0.seconds', '1.node', '0.spec.main.1.method', '0.spec.main.2.args.volume', '1.spec.deck', '2.spec.main.1.args.volume', '2.spec.source.rows.0.v',
    ]);
    expect(report.tasks.map(({ node }) => node)).toEqual(['a', 'd']);
  });

  test('lists the faults of the graph beside those of the deck', async () => {
    expect(places(await workflow({ tasks: [{ node: 'a', needs: ['x'], spec: steps([dose(200)]) }] }))).toEqual(['definition.tasks.0.needs.0', 'definition.tasks.0.spec.main.0.args.volume']);
    expect(places(await workflow({ tasks: [{ node: 'a', needs: ['b'], spec: SPEC }, { node: 'b', needs: ['a'], spec: SPEC }] }))).toEqual(['definition.tasks']);
  });

  test('any value is an answer with faults, never an error', async () => {
    for (const definition of [null, undefined, 7, [], {}, { tasks: [] }, { tasks: [null] }, { tasks: {} }, { tasks: [{ node: 'a', spec: { kind: 'steps' } }] }]) {
      const report = await workflow(definition);
      expect(report).toMatchObject({ valid: false });
      expect(report.faults.length).toBeGreaterThan(0);
    }
  });

  test('lists no more faults than it says', async () => {
    const report = await workflow({ tasks: Array.from({ length: 3 }, (_, i) => ({ node: `n${i}`, spec: steps(Array.from({ length: 150 }, () => dose('much'))) })) });
    expect(report.faults).toHaveLength(200);
  });

  test('a workflow may want samples that its runs bring; a run has to bring them', async () => {
    const definition = { tasks: [{ node: 'a', spec: steps([dose('#v')]) }] };
    expect(await workflow(definition)).toMatchObject({ valid: true });
    expect(places(await run({ definition }))).toEqual(['definition.tasks.0.spec.main.0.args.volume']);
    expect(await run({ definition, samples: [{ source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 2 }] } }] })).toMatchObject({ valid: true, tasks: [{ samples: 2, calls: 2 }] });
    expect(places(await run({ definition, samples: [{ source: { kind: 'ROWS', rows: [{ v: 1 }, { v: 'x' }] } }] }))).toEqual(['samples.0.source.rows.1.v']);
  });

  test('a run of a saved workflow is checked with the decks of now, its faults told at the workflow', async () => {
    const workflowId = acceptedId(await saveWorkflow(bench.engine, bench.as(), { name: 'saved', definition: { tasks: [{ node: 'a', spec: steps([dose('#v')]) }] } }));
    expect(places(await run({ workflowId }))).toEqual(['workflowId.tasks.0.spec.main.0.args.volume']);
    expect(places(await run({ workflowId, version: 2 }))).toEqual(['version']);
    expect(places(await run({ workflowId: uuidv7() }))).toEqual(['workflowId']);
  });

  test('the fields of a run, its project and its queues are checked too', async () => {
    const definition = { tasks: [{ node: 'a', spec: SPEC }] };
    const queueId = acceptedId(await createQueue(bench.engine, bench.as(), { name: 'only-steps', accepts: ['steps'] }));
    expect(places(await run({}))).toEqual(['workflowId']);
    expect(places(await run({ definition, workflowId: uuidv7() }))).toEqual(['workflowId']);
    expect(places(await run({ definition, priority: 1e9 }))).toEqual(['priority']);
    expect(places(await run({ definition, projectId: uuidv7() }))).toEqual(['projectId']);
    expect(places(await run({ definition, queueId: 'x' }))).toEqual(['queueId']);
    expect(places(await run({ definition, queueId }))).toEqual(['definition.tasks.0.queue']);
    expect(places(await run({ definition: { tasks: [{ node: 'a', spec: SPEC, queue: 'nowhere' }] } }))).toEqual(['definition.tasks.0.queue']);
    expect(places(await run({ definition, samples: [{ source: { kind: 'REPEAT' } }] }))).toEqual(['samples.0']);
  });

  test('a run is created exactly when the check finds nothing, and is refused at the first fault it lists', async () => {
    const definitions = [
      { tasks: [{ node: 'a', spec: steps([dose(1)]) }] }, { tasks: [{ node: 'a', spec: steps([dose('#v')]) }] }, { tasks: [{ node: 'a', spec: steps([dose('much'), { ...dose(1), method: 'x' }]) }] },
      { tasks: [{ node: 'a', spec: steps([], { deck: 'none' }) }] }, { tasks: [{ node: 'a', spec: SPEC, queue: 'lab' }] }, { tasks: [{ node: 'a', spec: steps([{ kind: 'goto' }]) }] }, { tasks: [{ node: 'a', spec: steps([dose(1)]), queue: 'default' }] },
    ];
    for (const definition of definitions) {
      const [first] = (await run({ definition })).faults;
      const created = createRun(bench.engine, bench.as(), { definition, enqueue: false });
      if (first === undefined) expect(await created).toMatchObject({ result: 'ACCEPTED' });
      else await expect(created).rejects.toMatchObject({ path: first.path });
    }
  });

  test('nothing is stored, and who may not read may not ask', async () => {
    const before = await bench.one('SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM event) AS events');
    await run({ definition: { tasks: [{ node: 'a', spec: steps([dose(1)]) }] } });
    expect(await bench.one('SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM event) AS events')).toEqual(before);
    await expect(validateWorkflow(bench.engine, { ...bench.local, role: 'runner' }, { definition: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
