// Access keys as texts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bearerOf } from '../../src/auth/bearer.ts';
import { formatKey, hashSecret, isSecret, KEY_ID_LENGTH, MAX_KEY_TEXT, mintKeyText, parseKey } from '../../src/auth/secret.ts';

test('a minted key has a readable id and 160 random bits, survives being written and read, and no two are equal', () => {
  const keys = Array.from({ length: 500 }, mintKeyText);
  for (const key of keys) {
    expect(key.id).toMatch(new RegExp(`^[A-Z0-9]{${KEY_ID_LENGTH}}$`));
    expect(Buffer.from(key.secret, 'base64url')).toHaveLength(20);
    expect(parseKey(formatKey(key))).toEqual(key);
  }
  expect(new Set(keys.map(({ id }) => id)).size).toBe(keys.length);
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(keys.length);
});

test('reading any text never throws and accepts nothing that is too long or has other characters', () => {
  fc.assert(fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (text) => {
    const key = parseKey(text);
    if (key === null) return;
    expect(text.length).toBeLessThanOrEqual(MAX_KEY_TEXT);
    expect(formatKey(key)).toBe(text);
  }));
  for (const text of ['', '.', 'ABCD.', 'ABCD.short', 'a b.0123456789abcdef', `ABCD.${'x'.repeat(129)}`, 'ABCD.0123456789abcdef.more', 'ABCD.0123456789abcdef\n']) expect(parseKey(text)).toBeNull();
});

test('a secret is told by its hash; any other is not, and a damaged hash matches nothing', () => {
  const { secret } = mintKeyText();
  expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
  expect(isSecret(secret, hashSecret(secret))).toBe(true);
  expect(isSecret(`${secret}x`, hashSecret(secret))).toBe(false);
  for (const stored of ['', 'zz', hashSecret(secret).slice(2)]) expect(isSecret(secret, stored)).toBe(false);
});

test.each([
  ['Bearer a.b', 'a.b'], ['bearer   a.b  ', 'a.b'], ['Basic a.b', null], ['Bearer', null], ['Bearer ', null], ['Bearer a b', null], [undefined, null], ['', null],
])('the Authorization header %j carries %j', (header, key) => {
  expect(bearerOf(header)).toBe(key);
});
