// Which server a runner calls: the one that answers, and the next when it does not.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { DispatchCallError } from '../../src/runner/call/dispatch-call-error.ts';
import { type DispatchClient, dispatchClient } from '../../src/runner/call/dispatch-client.ts';
import { logInto } from './runner-under-test.ts';

/** What a server does with a call: answers a body with a status, or holds it for ever. */
type Behaviour = { readonly status: number; readonly body: string } | 'HOLD';

const FINE: Behaviour = { status: 200, body: '{"upTo":0,"stale":[]}' };
const refusal = (status: number, code: string): Behaviour => ({ status, body: JSON.stringify({ code, message: 'no' }) });

interface Trial {
  readonly url: string;
  behaves: Behaviour;
  calls: number;
  close(): Promise<void>;
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function trialServer(behaves: Behaviour): Promise<Trial> {
  const http: Server = createServer((req, res) => {
    trial.calls += 1;
    req.resume();
    if (trial.behaves === 'HOLD') return;
    res.writeHead(trial.behaves.status).end(trial.behaves.body);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const trial: Trial = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    behaves,
    calls: 0,
    async close() {
      http.closeAllConnections();
      if (http.listening) await new Promise((resolve) => http.close(resolve));
    },
  };
  open.push(trial);
  return trial;
}

const client = (...servers: readonly Trial[]): DispatchClient => dispatchClient({ servers: servers.map(({ url }) => url), key: 'k', log: logInto([]) });
const calls = (...servers: readonly Trial[]): number[] => servers.map((server) => server.calls);

function report(to: DispatchClient, timeoutMs = 5_000, signal = new AbortController().signal): Promise<'fine' | string> {
  return to.report('{}', { timeoutMs, signal }).then(() => 'fine' as const, (error: unknown) => {
    if (error instanceof DispatchCallError) return error.code;
    throw error;
  });
}

test('a server that answers is called as long as it does', async () => {
  const [a, b] = [await trialServer(FINE), await trialServer(FINE)];
  const to = client(a, b);
  for (let i = 0; i < 4; i++) expect(await report(to)).toBe('fine');
  expect(calls(a, b)).toEqual([4, 0]);
});

test.each([
  ['says that it cannot serve now', refusal(503, 'UNAVAILABLE'), 'UNAVAILABLE'],
  ['is a balancer with nobody behind it', { status: 502, body: '<html>bad gateway</html>' }, 'SILENT'],
] as const)('one that %s is left for the next, and not come back to while that one answers', async (_, behaviour, code) => {
  const [a, b] = [await trialServer(behaviour), await trialServer(FINE)];
  const to = client(a, b);
  expect(await report(to)).toBe(code);
  a.behaves = FINE;
  for (let i = 0; i < 3; i++) expect(await report(to)).toBe('fine');
  expect(calls(a, b)).toEqual([1, 3]);
});

test('one that refuses connections is left, and from the last one it goes on with the first', async () => {
  const [a, b, c] = [await trialServer(FINE), await trialServer(FINE), await trialServer(FINE)];
  const to = client(a, b, c);
  await a.close();
  expect(await report(to)).toBe('SILENT');
  b.behaves = refusal(503, 'UNAVAILABLE');
  expect(await report(to)).toBe('UNAVAILABLE');
  c.behaves = refusal(503, 'UNAVAILABLE');
  expect(await report(to)).toBe('UNAVAILABLE');
  expect(await report(to)).toBe('SILENT');
  b.behaves = FINE;
  expect(await report(to)).toBe('fine');
  expect(calls(a, b, c)).toEqual([0, 2, 1]);
});

test.each(['BAD_REQUEST', 'UNAUTHORIZED', 'UNKNOWN_SESSION', 'PROTOCOL', 'TOO_LARGE'] as const)('%s would be the same elsewhere: nothing changes', async (code) => {
  const [a, b] = [await trialServer(refusal(400, code)), await trialServer(FINE)];
  const to = client(a, b);
  expect([await report(to), await report(to)]).toEqual([code, code]);
  expect(calls(a, b)).toEqual([2, 0]);
});

test('calls that fail together move on by one server, not by one each', async () => {
  const [a, b, c] = [await trialServer(refusal(503, 'UNAVAILABLE')), await trialServer(FINE), await trialServer(FINE)];
  const to = client(a, b, c);
  await Promise.all(Array.from({ length: 5 }, () => report(to)));
  expect(await report(to)).toBe('fine');
  expect(calls(a, b, c)).toEqual([5, 1, 0]);
});

test('a call that is not answered in time cuts the others that the silent server holds, so that none waits for its own time', async () => {
  const [a, b] = [await trialServer('HOLD'), await trialServer(FINE)];
  const to = client(a, b);
  const began = performance.now();
  const held = report(to, 60_000);
  expect(await report(to, 100)).toBe('SILENT');
  expect(await held).toBe('SILENT');
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(await report(to)).toBe('fine');
  expect(calls(a, b)).toEqual([2, 1]);
});

test('a call that fails at once leaves the held ones alone: their answers may still come, with work in them', async () => {
  const [a, b] = [await trialServer('HOLD'), await trialServer(FINE)];
  const to = client(a, b);
  const held = report(to, 400);
  while (a.calls === 0) await new Promise(setImmediate);
  a.behaves = refusal(503, 'UNAVAILABLE');
  expect(await report(to)).toBe('UNAVAILABLE');
  const first = await Promise.race([held, report(to)]);
  expect(first).toBe('fine');
  expect(await held).toBe('SILENT');
});

test('a call that is not answered in time cuts the others also when a quick failure has led to the next server before', async () => {
  const [a, b] = [await trialServer('HOLD'), await trialServer(FINE)];
  const to = client(a, b);
  const began = performance.now();
  const [claim, late] = [report(to, 20_000), report(to, 400)];
  while (a.calls < 2) await new Promise(setImmediate);
  a.behaves = refusal(503, 'UNAVAILABLE');
  expect(await report(to)).toBe('UNAVAILABLE');
  expect([await late, await claim]).toEqual(['SILENT', 'SILENT']);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(await report(to)).toBe('fine');
  expect(calls(a, b)).toEqual([3, 1]);
});

test('a call that the runner gives up says nothing about the server', async () => {
  const [a, b] = [await trialServer('HOLD'), await trialServer(FINE)];
  const to = client(a, b);
  const cut = new AbortController();
  const held = report(to, 60_000, cut.signal);
  while (a.calls === 0) await new Promise(setImmediate);
  cut.abort();
  expect(await held).toBe('SILENT');
  a.behaves = FINE;
  expect(await report(to)).toBe('fine');
  expect(calls(a, b)).toEqual([2, 0]);
});

test('a lone server is called again and again, and what it holds is never cut', async () => {
  const a = await trialServer('HOLD');
  const to = client(a);
  const held = report(to, 1_000);
  expect(await report(to, 50)).toBe('SILENT');
  a.behaves = FINE;
  expect(await Promise.race([held, report(to)])).toBe('fine');
  expect(await held).toBe('SILENT');
});
