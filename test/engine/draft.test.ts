import { expect, test } from 'vitest';
import { MAX_DRAFT } from '../../src/domain/run/draft.ts';
import { readDraft, saveDraft } from '../../src/engine/draft.service.ts';
import { acceptedId, EngineBench } from './engine-bench.ts';

test('a user has one draft, which keeps any JSON and counts its versions', async () => {
  await using bench = await EngineBench.open();
  const me = bench.as();
  expect(await readDraft(bench.engine, me.actor)).toBeNull();
  expect(acceptedId(await saveDraft(bench.engine, me, { body: { steps: [{ kind: 'not even a step' }] } }))).toBe(me.actor.userId);
  acceptedId(await saveDraft(bench.engine, me, { body: { b: 1 } }));
  expect(await readDraft(bench.engine, me.actor)).toEqual({ userId: me.actor.userId, body: { b: 1 }, version: 2, updatedAt: expect.any(Date) as Date });
});

test('a save on top of a version that is no longer there changes nothing and says so', async () => {
  await using bench = await EngineBench.open();
  const me = bench.as();
  await expect(saveDraft(bench.engine, me, { body: {}, ifVersion: 1 })).rejects.toMatchObject({ code: 'VERSION_CONFLICT', path: ['ifVersion'] });
  acceptedId(await saveDraft(bench.engine, me, { body: { a: 1 }, ifVersion: 0 }));
  await expect(saveDraft(bench.engine, me, { body: { a: 2 }, ifVersion: 0 })).rejects.toThrow('the draft is no longer in version 0');
  acceptedId(await saveDraft(bench.engine, me, { body: { a: 3 }, ifVersion: 1 }));
  expect(await readDraft(bench.engine, me.actor)).toMatchObject({ body: { a: 3 }, version: 2 });
});

test('of many saves at once on top of one version exactly one succeeds', async () => {
  await using bench = await EngineBench.open();
  await bench.warm();
  for (const ifVersion of [0, 1, 2]) {
    const saves = await Promise.allSettled(Array.from({ length: 10 }, (_, i) => saveDraft(bench.engine, bench.as(), { body: { i }, ifVersion })));
    expect(saves.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const save of saves) if (save.status === 'rejected') expect(save.reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await readDraft(bench.engine, bench.local)).toMatchObject({ version: ifVersion + 1 });
  }
});

test('a repeat of a request id saves once, and a draft leaves no event', async () => {
  await using bench = await EngineBench.open();
  const events = await bench.one('SELECT count(*) AS n FROM event');
  const first = await saveDraft(bench.engine, bench.as('operator', 'r1'), { body: { a: 1 } });
  expect(await saveDraft(bench.engine, bench.as('operator', 'r1'), { body: { a: 1 } })).toEqual(first);
  expect(await readDraft(bench.engine, bench.local)).toMatchObject({ version: 1 });
  expect(await bench.one('SELECT count(*) AS n FROM event')).toEqual(events);
});

test('what is no JSON object, or too large, is refused with its place', async () => {
  await using bench = await EngineBench.open();
  for (const body of [null, [], 'text', { a: 'x\0' }, { a: 'x'.repeat(MAX_DRAFT) }]) await expect(saveDraft(bench.engine, bench.as(), { body })).rejects.toMatchObject({ code: 'INVALID' });
  await expect(saveDraft(bench.engine, bench.as(), { body: {}, ifVersion: -1 })).rejects.toMatchObject({ code: 'INVALID', path: ['ifVersion'] });
  await expect(readDraft(bench.engine, { ...bench.local, role: 'runner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
