// What is read from headers and first messages, before anything is verified.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { credentialsOf, MAX_LOCK_KEY, MAX_TOKEN, type Presented } from '../../src/auth/credentials.ts';

const KEY = { id: 'ABCDEFGHIJ0123456789', secret: 'abcdefghijklmnopqrst' };
const TEXT = `${KEY.id}.${KEY.secret}`;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJ0b2siOiJzZXNzaW9uIn0.c2ln';
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
const by = (authorization: string): Presented => credentialsOf({ headers: { authorization } }).presented;

describe('the Authorization header', () => {
  test.each([`Bearer ${TEXT}`, `bearer   ${TEXT} `, `BEARER ${TEXT}`])('gives a key: %s', (header) => expect(by(header)).toEqual({ kind: 'KEY', key: KEY }));
  test('gives a token', () => expect(by(`Bearer ${TOKEN}`)).toEqual({ kind: 'TOKEN', token: TOKEN, fromCookie: false }));
  test('gives name and password, cut at the first colon, and the key that they may be as well', () => {
    expect(by(basic('anna:pass:word'))).toEqual({ kind: 'PASSWORD', name: 'anna', password: 'pass:word', key: null });
    expect(by(basic('änne:schlüssel 1'))).toEqual({ kind: 'PASSWORD', name: 'änne', password: 'schlüssel 1', key: null });
    expect(by(basic(`${KEY.id}:${KEY.secret}`))).toEqual({ kind: 'PASSWORD', name: KEY.id, password: KEY.secret, key: KEY });
  });
  test.each(['', 'Bearer', 'Bearer a b', 'Bearer a.b.c.d', 'Token x', 'Basic', 'Basic !', basic(':x'), basic('nocolon'), basic('a:b\nc'), `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`, `Bearer ${'a'.repeat(MAX_TOKEN)}.b.c`, basic(`a:${'b'.repeat(4_000)}`)])('that cannot be read makes nobody, whatever cookie comes along: %j', (authorization) => {
    const { presented } = credentialsOf({ headers: { authorization, cookie: `switchyard_session=${TOKEN}` } });
    expect(presented).toEqual({ kind: 'UNREADABLE' });
  });
});

describe('the cookie', () => {
  const cookie = (text: string): Presented => credentialsOf({ headers: { cookie: text } }).presented;
  test('gives the token of a session among other cookies', () => expect(cookie(`a=b; switchyard_session=${TOKEN};c=d`)).toEqual({ kind: 'TOKEN', token: TOKEN, fromCookie: true }));
  test('counts for nothing beside a header', () => expect(credentialsOf({ headers: { authorization: `Bearer ${TEXT}`, cookie: `switchyard_session=${TOKEN}` } }).presented.kind).toBe('KEY'));
  test('that comes twice with different values makes nobody', () => {
    expect(cookie(`switchyard_session=${TOKEN}; switchyard_session=${TOKEN}`).kind).toBe('TOKEN');
    expect(cookie(`switchyard_session=${TOKEN}; switchyard_session=x.y.z`)).toEqual({ kind: 'UNREADABLE' });
  });
  test.each(['', 'other=1', 'xswitchyard_session=a.b.c'])('of somebody else is none: %j', (text) => expect(cookie(text)).toEqual({ kind: 'NONE' }));
});

describe('the first message of a socket', () => {
  const init = (payload: Record<string, unknown>, headers = {}): Presented => credentialsOf({ headers, init: payload }).presented;
  test.each(['Authorization', 'authorization', 'AUTHORIZATION'])('goes before the headers of the upgrade, under the name %s', (name) => {
    expect(init({ [name]: `Bearer ${TEXT}` }, { authorization: basic('a:b') })).toEqual({ kind: 'KEY', key: KEY });
  });
  test.each([[TEXT, 'KEY'], [TOKEN, 'TOKEN'], [`Bearer ${TOKEN}`, 'TOKEN']])('may say { token: %j }', (token, kind) => expect(init({ token }).kind).toBe(kind));
  test.each([{ authorization: 5 }, { authorization: ['Bearer x'] }, { token: {} }, { token: '' }, { authorization: '' }])('that says %j makes nobody, whatever the upgrade said', (payload) => {
    expect(init(payload, { authorization: `Bearer ${TEXT}` })).toEqual({ kind: 'UNREADABLE' });
  });
  test('that says nothing leaves it to the upgrade', () => {
    expect(init({}, { authorization: `Bearer ${TEXT}` }).kind).toBe('KEY');
    expect(init({ authorization: null }, { cookie: `switchyard_session=${TOKEN}` }).kind).toBe('TOKEN');
  });
});

test('what opens a lock comes by header or first message, and is not taken when it is too long', () => {
  expect(credentialsOf({ headers: { 'x-switchyard-lock': 'k1' } }).lockKey).toBe('k1');
  expect(credentialsOf({ headers: { 'x-switchyard-lock': 'k1' }, init: { lockKey: 'k2' } }).lockKey).toBe('k2');
  expect(credentialsOf({ headers: {}, init: { 'X-Switchyard-Lock': 'k3' } }).lockKey).toBe('k3');
  for (const lock of ['', 'x'.repeat(MAX_LOCK_KEY + 1)]) expect(credentialsOf({ headers: { 'x-switchyard-lock': lock } }).lockKey).toBeNull();
});

test('whatever is sent, reading it gives an answer and never throws', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const header = fc.oneof(text, text.map((t) => `Bearer ${t}`), text.map((t) => basic(t)), fc.base64String().map((t) => `Basic ${t}`));
  fc.assert(fc.property(header, text, fc.dictionary(fc.oneof(fc.constantFrom('authorization', 'token', 'lockKey'), text), fc.jsonValue()), (authorization, cookie, payload) => {
    const { presented } = credentialsOf({ headers: { authorization, cookie }, init: payload });
    expect(['NONE', 'UNREADABLE', 'KEY', 'TOKEN', 'PASSWORD']).toContain(presented.kind);
    if (presented.kind === 'TOKEN') expect(presented.token.length).toBeLessThanOrEqual(MAX_TOKEN);
  }), { numRuns: 500 });
});
