// What the SDK does with tasks beside running them, and the models that it makes.
import { expect, test } from 'vitest';
import { groundOfEachTest } from '../interop-ground.ts';

const open = groundOfEachTest();

for (const version of ['2.9', '2.31']) {
  test(`tasks are found, copied, enqueued, dequeued, reset, published and deleted, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    const facts = await ground.python('task_calls.py').end();
    const { original, other } = facts;
    const copy = facts['copy'][0];
    expect(facts).toMatchObject({
      by_name: original, by_id: 'the original (1.0)',
      copy: [copy, 'created', { 'General/lr': '0.1' }, original, []], changed: { 'General/lr': '0.2' },
      enqueued: ['queued', version === '2.9' ? null : 1], dequeued: ['created', version === '2.9' ? null : 0],
      get_tasks: [original, copy].sort(), get_tasks_by_tag: [original], query_tasks: [original, copy].sort(), query_none: [],
      query_fields: [{ id: copy, status: 'created', comment: 'copied' }],
      created: ['created', 'testing'], stopped: ['stopped'], reset: ['created'], published: ['published'],
      deleted: [true, []], reset_original: ['created', { 'General/lr': '0.1' }, [], {}], deleted_original: [true], left: [other],
    });
    expect(facts['projects']).toContain('interop/calls');
    expect(ground.recorder.faults()).toEqual([]);
  });

  test(`a model is made, found, loaded, used and published, where ${version} is announced`, async () => {
    const ground = await open({ settings: { SWITCHYARD_CLEARML_API_VERSION: version } });
    const facts = await ground.python('output_model.py').end();
    const { model } = facts;
    expect(facts).toMatchObject({
      output: [['the weights', model]], found: [model], bytes: 256 * 64, labels: { cat: 1, dog: 2 }, framework: 'Custom', design: { layers: 3 }, published: true,
      metadata: version === '2.9' ? null : { epochs: '7' }, ...(version === '2.9' ? {} : { input: [model] }),
    });
    expect(facts['url']).toContain('/clearml-files/');
    expect(ground.recorder.faults()).toEqual([]);
  });
}
