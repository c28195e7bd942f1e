// What /dispatch refuses, and that each refusal says so in the protocol's own words.
import { type IncomingMessage, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MAX_DISPATCH_BODY } from '../../src/api/dispatch/dispatch-body.ts';
import { readCall } from '../../src/api/dispatch/dispatch-input.ts';
import { DispatchRefusal } from '../../src/api/dispatch/dispatch-refusal.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import { dispatchWorld, sessionBody, type DispatchWorld } from './dispatch-world.ts';

let world: DispatchWorld;

beforeAll(async () => { world = await dispatchWorld(); });
afterAll(() => world.close());

test('without a valid key nothing is said, in open mode too', async () => {
  for (const key of [null, 'nonsense', 'ABCDEFGH.0123456789abcdef']) {
    for (const name of ['session', 'claim', 'beat', 'report', 'history']) expect(await world.call(name, sessionBody('x'), { key })).toMatchObject({ status: 401, body: { code: 'UNAUTHORIZED' } });
  }
});

test.each(['viewer', 'operator', 'tms'] as const)('a key of the role %s may not act as a runner', async (role) => {
  const key = await world.key(role);
  for (const name of ['session', 'claim', 'beat', 'report', 'history']) expect(await world.call(name, sessionBody('x'), { key })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
});

test.each(['runner', 'admin'] as const)('a key of the role %s may', async (role) => {
  expect((await world.call('session', sessionBody(`by ${role}`), { key: await world.key(role) })).status).toBe(200);
});

const SESSION = uuidv7();
const REF = { attemptId: uuidv7(), epoch: 1 };
const AT = '2026-01-01T00:00:00Z';

test.each<[string, string, unknown]>([
  ['session', 'no name', sessionBody('')],
  ['session', 'a long name', sessionBody('x'.repeat(129))],
  ['session', 'a name with a control character', sessionBody('a\nb')],
  ['session', 'no slots', sessionBody('x', { slots: 0 })],
  ['session', 'too many slots', sessionBody('x', { slots: 65 })],
  ['session', 'an unknown kind', sessionBody('x', { kind: 'GHOST' })],
  ['session', 'an unknown kind of work', sessionBody('x', { kinds: ['dance'] })],
  ['session', 'no queues', sessionBody('x', { queues: [] })],
  ['session', 'too many queues', sessionBody('x', { queues: Array.from({ length: 33 }, (_, n) => `q${n}`) })],
  ['session', 'no capabilities', sessionBody('x', { can: null })],
  ['claim', 'a session that is no id', { session: 'abc', max: 1, waitSeconds: 0 }],
  ['claim', 'an id in upper case', { session: SESSION.toUpperCase(), max: 1, waitSeconds: 0 }],
  ['claim', 'fewer than no attempts', { session: SESSION, decks: [], max: -1, waitSeconds: 0 }],
  ['claim', 'no list of decks', { session: SESSION, max: 1, waitSeconds: 0 }],
  ['claim', 'too many decks', { session: SESSION, decks: Array.from({ length: 17 }, (_, n) => `d${n}`), max: 1, waitSeconds: 0 }],
  ['claim', 'too many attempts', { session: SESSION, decks: [], max: 65, waitSeconds: 0 }],
  ['claim', 'half an attempt', { session: SESSION, decks: [], max: 1.5, waitSeconds: 0 }],
  ['claim', 'a negative wait', { session: SESSION, decks: [], max: 1, waitSeconds: -1 }],
  ['claim', 'a wait that is no number', { session: SESSION, decks: [], max: 1, waitSeconds: '5' }],
  ['beat', 'an epoch beyond an integer of the database', { session: SESSION, attempts: [{ ...REF, epoch: 2 ** 31 }], draining: false, waitSeconds: 0 }],
  ['beat', 'too many attempts', { session: SESSION, attempts: Array.from({ length: 1_001 }, () => REF), draining: false, waitSeconds: 0 }],
  ['report', 'a number below one', { session: SESSION, items: [{ n: 0, type: 'log', lines: [], dropped: 0, ...REF }] }],
  ['report', 'a number that loses digits', { session: SESSION, items: [{ n: 2 ** 53, type: 'log', lines: [], dropped: 0, ...REF }] }],
  ['report', 'an unknown type', { session: SESSION, items: [{ n: 1, type: 'poem', ...REF }] }],
  ['report', 'too many items', { session: SESSION, items: Array.from({ length: 501 }, (_, n) => ({ n: n + 1, type: 'log', lines: [], dropped: 0, ...REF })) }],
  ['report', 'a long line', { session: SESSION, items: [{ n: 1, type: 'log', lines: [{ at: AT, source: 'STDOUT', message: 'x'.repeat(8_193) }], dropped: 0, ...REF }] }],
  ['report', 'a time before clocks', { session: SESSION, items: [{ n: 1, type: 'log', lines: [{ at: '0000-01-01T00:00:00Z', source: 'STDOUT', message: '' }], dropped: 0, ...REF }] }],
  ['report', 'a time that is none', { session: SESSION, items: [{ n: 1, type: 'log', lines: [{ at: 'yesterday', source: 'STDOUT', message: '' }], dropped: 0, ...REF }] }],
  ['report', 'an exit code beyond an integer of the database', { session: SESSION, items: [{ n: 1, type: 'finish', end: { by: 'EXIT', exitCode: 2 ** 31 }, ...REF }] }],
  ['report', 'a signal with a NUL', { session: SESSION, items: [{ n: 1, type: 'finish', end: { by: 'SIGNAL', signal: 'SIG\0' }, ...REF }] }],
  ['report', 'an end of no kind', { session: SESSION, items: [{ n: 1, type: 'finish', end: {}, ...REF }] }],
  ['report', 'an array', []],
  ['report', 'null', null],
])('%s is refused as BAD_REQUEST: %s', async (name, _what, body) => {
  expect(await world.call(name, body)).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST', message: expect.any(String) as string } });
});

test('what is no JSON, or another content type, is BAD_REQUEST', async () => {
  expect(await world.call('claim', '{"session":')).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
  const headers = { authorization: `Bearer ${await world.key('runner')}`, 'content-type': 'text/plain' };
  const form = await fetch(`${world.url}/dispatch/claim`, { method: 'POST', headers, body: '{}' });
  expect([form.status, ((await form.json()) as { code: string }).code]).toEqual([400, 'BAD_REQUEST']);
  const invalid = await fetch(`${world.url}/dispatch/claim`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: Buffer.from([0x22, 0xff, 0x22]) });
  expect(invalid.status).toBe(400);
});

test('a call that does not exist, or is not a POST, is BAD_REQUEST with the list of calls', async () => {
  expect(await world.call('dance', {})).toMatchObject({ status: 400, body: { message: expect.stringContaining('session, claim, beat, report, history') as string } });
  for (const name of ['toString', '__proto__', 'session/x']) expect((await world.call(name, {})).status).toBe(400);
  expect((await fetch(`${world.url}/dispatch/claim`)).status).toBe(400);
});

/** Sends headers and parts of a body without its end, and gives what the server says to that. */
async function unfinished(headers: Record<string, string>, parts: readonly Buffer[]): Promise<{ status: number | undefined; connection: string | undefined }> {
  const sent = request(`${world.url}/dispatch/report`, { method: 'POST', headers: { authorization: `Bearer ${await world.key('runner')}`, 'content-type': 'application/json', ...headers } });
  const answered = new Promise<IncomingMessage>((resolve, reject) => { sent.on('response', resolve).on('error', reject); });
  sent.flushHeaders();
  for (const part of parts) sent.write(part);
  const answer = await answered;
  sent.destroy();
  return { status: answer.statusCode, connection: answer.headers.connection };
}

test('a body beyond the limit is TOO_LARGE as soon as that is known, announced or not, and the connection is closed', async () => {
  const refused = { status: 413, connection: 'close' };
  expect(await unfinished({ 'content-length': String(MAX_DISPATCH_BODY + 1) }, [])).toEqual(refused);
  expect(await unfinished({ 'transfer-encoding': 'chunked' }, [Buffer.alloc(MAX_DISPATCH_BODY, 0x20), Buffer.from(' ')])).toEqual(refused);
  expect((await world.call('claim', { session: SESSION, decks: [], max: 1, waitSeconds: 0 })).status).toBe(404);
});

test('a draining server answers held calls at once and hands out nothing more, which is no error', async () => {
  const own = await dispatchWorld();
  try {
    const session = await own.session('drained');
    const held = [own.claim(session, { waitSeconds: 20 }), own.beat(session, { waitSeconds: 20 })];
    await vi.waitFor(() => expect(own.events.hub.size).toBe(2), { timeout: 5_000, interval: 5 });
    const began = performance.now();
    own.drain();
    expect(await Promise.all(held)).toEqual([{ attempts: [] }, { orders: [], controls: [], lost: [] }]);
    expect(performance.now() - began).toBeLessThan(5_000);
    await own.enqueue();
    expect(await own.call('claim', { session, max: 1, decks: [], waitSeconds: 0 })).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(await own.beat(session, { waitSeconds: 20 })).toEqual({ orders: [], controls: [], lost: [] });
    expect(own.errorLines()).toEqual([]);
  } finally {
    await own.close();
  }
});

/** What reading makes of a body: a code of the protocol, `read`, or an error that must not be. */
function codeOf(name: keyof typeof readCall, body: unknown): string {
  try {
    readCall[name](body);
    return 'read';
  } catch (error) {
    return error instanceof DispatchRefusal ? error.code : `${String(error)}`;
  }
}

test('whatever JSON comes, a call is read or refused with a code of the protocol, never with another error', () => {
  const names = Object.keys(readCall) as (keyof typeof readCall)[];
  fc.assert(fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, body) => {
    expect(['read', 'BAD_REQUEST', 'PROTOCOL']).toContain(codeOf(name, body));
  }));
});
