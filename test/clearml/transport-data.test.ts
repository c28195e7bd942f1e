// Bodies, queries and forms as data, over all that could be sent.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClearmlError } from '../../src/api/rest/clearml/clearml-error.ts';
import { callPathOf, isCallPath } from '../../src/api/rest/clearml/transport/call-path.ts';
import { HeldBodies } from '../../src/api/rest/clearml/transport/held-bodies.ts';
import { MAX_BATCH_VALUES, MAX_JSON_VALUES, parseJson } from '../../src/api/rest/clearml/transport/json-text.ts';
import { looseFields, MAX_FIELDS } from '../../src/api/rest/clearml/transport/loose-fields.ts';
import { batchData, MAX_LINES, objectData } from '../../src/api/rest/clearml/transport/request-data.ts';

const lines = (text: string, type = 'application/json-lines') => batchData({ url: '/x', headers: { 'content-type': type } }, Buffer.from(text));
const refused = (what: () => unknown): string => {
  try {
    what();
  } catch (error) {
    if (error instanceof ClearmlError) return error.message;
    throw error;
  }
  return 'taken';
};

// What parsing takes out is left out here: it has a test of its own.
const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0') && one !== '__proto__');
const json = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one || 0), fc.boolean(), fc.constant(null), fc.array(tie('value')), fc.dictionary(text, tie('value'))),
})).value;

test('what is valid JSON means what it always means, written with escapes or without', () => {
  fc.assert(fc.property(json, (value) => {
    const written = JSON.stringify(value);
    expect(parseJson(written)).toEqual(JSON.parse(written));
    expect(parseJson(written.replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`))).toEqual(JSON.parse(written));
  }));
});

test('numbers that are none are null wherever a value may stand, and nothing within a text changes', () => {
  fc.assert(fc.property(fc.array(fc.record({ name: text, said: fc.constantFrom('NaN', 'Infinity', '-Infinity', '1'), text: fc.constantFrom('NaN', '"NaN"', '\\NaN', 'a -Infinity', '\\"Infinity\\\\') }), { minLength: 1 }), (members) => {
    const written = `[${members.map(({ name, said, text: inner }) => `{${JSON.stringify(`n${name}`)}: ${said}, "t": ${JSON.stringify(inner)}}`).join(' , ')}]`;
    expect(parseJson(written)).toEqual(members.map(({ name, said, text: inner }) => ({ [`n${name}`]: said === '1' ? 1 : null, t: inner })));
  }));
});

test('whatever is sent as a body is an object, or refused', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }).map((query) => `/x?${query}`), fc.constantFrom('', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=a'), async (bytes, url, type) => {
    const data = await objectData({ url, headers: { 'content-type': type } }, Buffer.from(bytes)).catch((error: unknown) => {
      expect(error).toBeInstanceOf(ClearmlError);
      return {};
    });
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect(Array.isArray(data)).toBe(false);
  }), { numRuns: 50 });
});

test('fields nest by their dots and never reach what objects inherit', () => {
  const part = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'prototype', '', 'toString', '[]');
  fc.assert(fc.property(fc.array(fc.tuple(fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('.')), fc.constantFrom('1', 'x', 'true', '1e3', '00', '.5'))), (pairs) => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const made = looseFields(pairs);
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(JSON.stringify(made)).not.toContain('__proto__');
  }));
  expect(refused(() => looseFields(Array.from({ length: MAX_FIELDS + 1 }, (_, i): [string, string] => [`k${i}`, '1'])))).toMatch(/more than 1000 fields/);
});

test('a batch is its lines; one object is a batch of one; nothing is an empty batch', async () => {
  expect(await lines('{"a":1}\n{"a":NaN,"method":"get"}\r\n\n {"b":"\\n"} \n')).toEqual([{ a: 1 }, { a: null, method: 'get' }, { b: '\n' }]);
  expect(await lines('{"a":\n1}', 'application/json')).toEqual([{ a: 1 }]);
  expect(await lines('')).toEqual([]);
  expect(await lines('\n\n')).toEqual([]);
  for (const bad of ['[]', '{"a":1}\n7', 'null', '{"a":1}\n{', '{"a":1} {"a":2}']) await expect(lines(bad)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  // Not exactly that type: the body is one JSON text.
  await expect(lines('{"a":1}\n{"a":2}', 'application/json-lines; charset=utf-8')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('there may be so many lines, and so many values in a line and in all', async () => {
  await expect(lines('{}\n'.repeat(MAX_LINES + 1))).rejects.toThrow(/1000000 lines/);
  await expect(lines(`{"a":[${'0,'.repeat(MAX_JSON_VALUES)}0]}`)).rejects.toThrow(/500000 values/);
  await expect(lines(`{"a":[${'0,'.repeat(MAX_JSON_VALUES - 10)}0]}\n`.repeat(Math.ceil(MAX_BATCH_VALUES / MAX_JSON_VALUES) + 1))).rejects.toThrow(/4000000 values/);
});

test('paths of calls are those of two names, below a version of two characters at least; files that anybody asks for are none', () => {
  const name = fc.stringMatching(/^[A-Za-z_]\w{0,12}$/);
  fc.assert(fc.property(name, name, fc.option(fc.stringMatching(/^v(\d{1,3}\.\d{1,3}|\d{2,4})$/)), fc.boolean(), (service, action, version, slash) => {
    const path = `/${version === null ? '' : `${version}/`}${service}.${action}${slash ? '/' : ''}`;
    expect(callPathOf(path)).toMatchObject({ name: `${service}.${action}`, requested: version?.slice(1) ?? null });
  }));
  for (const path of ['/tasks.get_all', '/v2.9/tasks.get_all', '/v999.0/x.y/', '/v2.9/nothing', '/v2.9/']) expect([path, isCallPath(path)]).toEqual([path, true]);
  for (const path of ['/', '/favicon.ico', '/robots.txt', '/openapi.json', '/schema.graphql', '/index.html/', '/v1/runs', '/v1/tasks.get', '/v2', '/a/b.c', '/tasks', '/tasks.', '/.env', '/a.b.c', '/a%2eb.c']) expect([path, isCallPath(path)]).toEqual([path, false]);
});

test('bodies together take no more than there is room for', () => {
  const held = new HeldBodies(10);
  expect([held.take(6), held.take(5), held.take(4), held.take(1)]).toEqual([true, false, true, false]);
  held.giveBack(6);
  expect([held.held, held.take(6)]).toEqual([4, true]);
});
