// The SDK from `Task.init` to `close` and back: at both announced versions, and with keys.
import { expect, test } from 'vitest';
import { groundOfEachTest, type ClientKey, type InteropGround } from '../interop-ground.ts';
import { taskById } from './looked-at.ts';

const open = groundOfEachTest();

async function expectWholeFlow(ground: InteropGround, { key, single = { accuracy: 0.75 } }: { key?: ClientKey; single?: object | null } = {}): Promise<void> {
  const facts = await ground.python('whole_flow.py', key === undefined ? {} : { key }).end();
  expect(facts).toMatchObject({
    status: 'completed', name: 'the whole flow', tags: ['first', 'second'], comment: 'what this is for', project: 'interop/flow', iteration: 2,
    parameters: { 'Args/epochs': '3', 'Model/lr': '0.1', 'Model/layers': '[8, 16]', 'Model/name': 'a.b/c $1', 'Model/on': 'True' },
    configuration: { optimizer: { kind: 'sgd', momentum: 0.9 } },
    scalars: { loss: { train: { x: [0, 1, 2], y: [1, 0.5, expect.closeTo(1 / 3)] }, test: { x: [0, 1, 2], y: [2, 1, expect.closeTo(2 / 3)] } } },
    last: { loss: { train: { last: expect.closeTo(1 / 3) as number, min: expect.closeTo(1 / 3) as number, max: 1 } } },
    single,
    plots: [['shape', 'weights', 1]], images: 1,
    numbers: { one: 1, two: [2, 2] }, matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], notes: 11_000,
  });
  expect(facts['console']).toContain('a line that was reported');
  expect(facts['console']).toContain('a line that was printed');
  for (const url of Object.values(facts['urls'] as Record<string, string>)) expect(url).toMatch(new RegExp(`^${ground.url}/clearml-files/interop`));
  // The same numbers and lines in GraphQL: they are stored once.
  const seen = await taskById(ground, facts['task'] as string);
  expect(seen).toMatchObject({ status: 'COMPLETED', name: 'the whole flow' });
  expect(seen.log).toContain('a line that was printed');
  expect(ground.recorder.faults()).toEqual([]);
}

for (const version of ['2.9', '2.31']) {
  test(`a task reports parameters, numbers, text, a plot, an image and artifacts, ends completed, and all of it is read back, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    await expectWholeFlow(ground, version === '2.9' ? { single: null } : {});
    const asked = new Set(ground.recorder.calls.map(({ url }) => /^\/v([\d.]+)\//.exec(url)?.[1] ?? ''));
    expect([...asked].filter((each) => each !== '')).toEqual([version === '2.9' ? '2.9' : '2.23']);
  });
}

test('where keys are demanded the whole flow works with a key that was generated for an operator, and nothing without one', async () => {
  const ground = await open({ settings: { AUTH: 'keys' } });
  const key = await ground.generatedKey('OPERATOR');
  await expectWholeFlow(ground, { key });
  const refused = await ground.python('short_task.py', { key: { ...key, secret: 'guessed-0123456789abcdef' } }).end(1);
  expect(refused).toEqual({});
});
