// The Python SDK of deployments, unchanged: runs by paths, objects and parameters, several at once, failures, the storage, keys.
import { expect, test } from 'vitest';
import { groundOfEachTest } from '../interop-ground.ts';
import { clientOf, deploy } from './deployed.ts';

const open = groundOfEachTest();

/** Pixels of the squares of the scene that are brighter than a threshold. */
const BRIGHT = 10 * 10 + 6 * 6 + 12 * 12;
const GREY = 8 * 8;

for (const place of ['the root', 'its own path'] as const) {
  test(`the SDK reads the workflow, runs it and single nodes of it, overrides a parameter, orders its outputs and hears why a run failed, at ${place}`, async () => {
    const ground = await open({ settings: { SWITCHYARD_RUNNERS: '1' } });
    const url = await deploy(ground, 'squares', { isDefault: place === 'the root' });
    const facts = await ground.python('runs.py', clientOf(ground, [url])).end();
    expect(facts).toMatchObject({
      workflow: { name: 'squares', last: 'sy_components', inputs: ['IODataType.IMAGE'], outputs: ['IODataType.IMAGE_LABEL', 'IODataType.OBJECT_DETECTION', 'IODataType.BLOB_VALUES'] },
      types: ['image', 'OBJECT_DETECTION', 'BLOB_VALUES'],
      boxes: [[4, 4, 10, 10], [30, 8, 6, 6], [50, 40, 12, 12]],
      label_format: 'png', label_values: [0, 1, 2, 3],
      white: BRIGHT + GREY, values: [0, 255],
      ordered: ['OBJECT_DETECTION', 'storage_object', 'image'], kept_type: 'image', again: ['image'],
      unknown_parameter: 'refused before it was sent',
      failure: expect.stringMatching(/input 0|image/),
    });
    const progress = facts['progress'] as { name: string; state: string; eta: unknown[]; uuid: string | null; results: number | null }[];
    expect(progress[0]).toMatchObject({ name: 'squares', state: 'SENDING', uuid: null });
    expect(progress.at(-1)).toMatchObject({ state: 'SUCCESS', eta: [0, 0], results: 3 });
    expect(progress.slice(1, -1).every(({ state }) => state === 'PENDING' || state === 'STARTED')).toBe(true);
    // One long poll, or two when the run took long to begin: never a volley.
    expect(progress.length).toBeLessThanOrEqual(6);
    expect((facts['failure_states'] as string[]).at(-1)).toBe('FAILURE');
    expect(ground.recorder.faults().filter(({ status }) => status !== 520)).toEqual([]);
  });
}

test('five runs at once by the asynchronous SDK end each with its own result', async () => {
  const ground = await open({ settings: { SWITCHYARD_RUNNERS: '1' } });
  const url = await deploy(ground, 'squares');
  const { runs } = await ground.python('parallel.py', clientOf(ground, [url])).end();
  expect((runs as [number, string, number][]).map(([threshold, , white]) => [threshold, white])).toEqual([[20, BRIGHT + GREY], [50, BRIGHT + GREY], [99, BRIGHT + GREY], [100, BRIGHT], [200, BRIGHT]]);
  expect(new Set((runs as [number, string, number][]).map(([, uuid]) => uuid)).size).toBe(5);
  expect(ground.recorder.faults()).toEqual([]);
});

test('the storage of the SDK takes, lists, copies, signs, serves and deletes objects, and runs take them as inputs', async () => {
  const ground = await open({ settings: { SWITCHYARD_RUNNERS: '1' } });
  const url = await deploy(ground, 'squares');
  const facts = await ground.python('objects.py', clientOf(ground, [url])).end();
  expect(facts).toMatchObject({
    first: { path: 'scenes/first.png', content_type: 'image/png', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    exists: expect.any(String), same_hash: true, overwritten: 'other text'.length,
    listed: ['scenes/first.png', 'scenes/second.png'], by_hash: 2, read_back: true, signed: true,
    by_path: 3, by_uid: 3, left: ['scenes/second.png'], gone: [], missing: expect.stringContaining('scenes/second.png'),
  });
  expect(ground.recorder.faults()).toEqual([]);
});

test('where keys are demanded the SDK runs with the token of a generated key, which opens that deployment alone', async () => {
  const ground = await open({ settings: { SWITCHYARD_RUNNERS: '1', AUTH: 'keys' } });
  const [own, other] = [await deploy(ground, 'own'), await deploy(ground, 'other')];
  const key = await ground.generatedKey('OPERATOR');
  const facts = await ground.python('refused.py', clientOf(ground, [own, other, ground.url, `${key.access}.${key.secret}`], key)).end();
  expect(facts).toMatchObject({ bad_token: 401, own: ['image'], other: 403, same: 200, nothing: 401 });
  expect(ground.recorder.faults()).toEqual([]);
});
