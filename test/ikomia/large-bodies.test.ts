// Large bodies: how much of them is held, and that no more than one is worked on.
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IkomiaError } from '../../src/api/rest/ikomia/ikomia-error.ts';
import { BodyBudget } from '../../src/api/rest/ikomia/transport/body-budget.ts';
import { incomingBody } from '../../src/api/rest/ikomia/transport/incoming-body.ts';
import { LARGE_BYTES, LargeTurns } from '../../src/api/rest/ikomia/transport/large-turns.ts';

const MAX = 100_000;
const budget = new BodyBudget(2 * MAX);
const outcomes: unknown[] = [];
const server = createServer((req, res) => {
  void incomingBody(req, { max: MAX, budget }).then((body) => {
    using held = body;
    outcomes.push(held.take().length);
    res.end('taken');
  }, (error: unknown) => {
    outcomes.push(error);
    res.writeHead(error instanceof IkomiaError ? error.status : 500, { connection: 'close' }).end();
  });
});
beforeAll(() => new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); }));
afterAll(() => new Promise((resolve) => { server.close(resolve); }));
const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

test('a body is whole or refused, and what was counted for it is given back, also when its client breaks off', async () => {
  expect(await (await fetch(urlOf(), { method: 'PUT', body: 'x'.repeat(MAX) })).text()).toBe('taken');
  expect((await fetch(urlOf(), { method: 'PUT', body: 'x'.repeat(MAX + 1) })).status).toBe(413);
  const sent = request(urlOf(), { method: 'PUT', headers: { 'content-length': MAX } }).on('error', () => undefined); // it is cut below
  sent.write('x'.repeat(MAX / 2));
  await expect.poll(() => budget.taken, { timeout: 5_000, interval: 5 }).toBe(MAX / 2);
  sent.destroy();
  await expect.poll(() => budget.taken, { timeout: 5_000, interval: 5 }).toBe(0);
  expect(outcomes.at(-1)).toMatchObject({ status: 408 });
});

test('a body that there is no room for is put off with a time to try again, and the others are none the worse', async () => {
  const slow = Array.from({ length: 2 }, () => request(urlOf(), { method: 'PUT', headers: { 'content-length': MAX } }));
  const answers = slow.map((each) => new Promise<number>((resolve, reject) => { each.on('response', (answer) => { answer.resume(); resolve(answer.statusCode!); }).on('error', reject); }));
  for (const each of slow) each.write('x'.repeat(MAX - 1));
  await expect.poll(() => budget.taken, { timeout: 5_000, interval: 5 }).toBe(2 * (MAX - 1));
  const { status } = await fetch(urlOf(), { method: 'PUT', body: 'x'.repeat(1_000) });
  expect(status).toBe(503);
  for (const each of slow) each.end('x');
  expect([await Promise.all(answers), budget.taken]).toEqual([[200, 200], 0]);
});

test('large bodies are worked on one after the other, whatever becomes of those before, and small ones do not wait', async () => {
  const turns = new LargeTurns();
  const log: string[] = [];
  const gate = Promise.withResolvers<void>();
  const one = turns.take(LARGE_BYTES + 1, async () => {
    log.push('one begins');
    await gate.promise;
    log.push('one ends');
    throw new Error('broken');
  });
  const two = turns.take(LARGE_BYTES + 1, () => Promise.resolve(log.push('two')));
  await turns.take(LARGE_BYTES, () => Promise.resolve(log.push('small')));
  gate.resolve();
  await expect(one).rejects.toThrow('broken');
  await two;
  expect(log).toHaveLength(4);
  expect(log.indexOf('small')).toBeLessThan(log.indexOf('one ends'));
  expect(log.indexOf('two')).toBeGreaterThan(log.indexOf('one ends'));
});
