// Bytes to lines.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_LINE_LENGTH } from '../../src/domain/dispatch/protocol.ts';
import { LineSplitter } from '../../src/runner/command/line-splitter.ts';

function split(...chunks: (string | Buffer)[]): string[] {
  const splitter = new LineSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk))), ...splitter.end()];
}

test('however the bytes are cut into chunks, the lines are the same', () => {
  const text = fc.array(fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r', '\r\n', ' '), { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }), (whole, sizes) => {
      const bytes = Buffer.from(whole);
      const chunks: Buffer[] = [];
      for (let at = 0, i = 0; at < bytes.length; at += sizes[i % sizes.length]!, i++) chunks.push(bytes.subarray(at, at + sizes[i % sizes.length]!));
      const expected = whole.split(/\r\n|\n|\r/);
      if (expected.at(-1) === '') expected.pop();
      expect(split(...chunks)).toEqual(expected);
    }),
  );
});

test('a last line without an end is a line, an end without a line after it is none', () => {
  expect(split('a\nb')).toEqual(['a', 'b']);
  expect(split('a\n')).toEqual(['a']);
  expect(split('\n\n')).toEqual(['', '']);
});

test('NUL and bytes that are no UTF-8 are replaced, since no database keeps them', () => {
  expect(split(Buffer.from([0x61, 0x00, 0x62, 0xff, 0xc3, 0x0a]))).toEqual(['a\ufffdb\ufffd\ufffd']);
  expect(split(Buffer.from([0xed, 0xa0, 0x80, 0x0a]))[0]?.isWellFormed()).toBe(true);
});

test('a line that is too long is cut, marked with what is missing, and stays within the limit', () => {
  const [line = '', next] = split('x'.repeat(MAX_LINE_LENGTH + 5_000), 'y'.repeat(1_000_000), '\nnext\n');
  expect(line.length).toBeLessThanOrEqual(MAX_LINE_LENGTH);
  const missing = Number(/… \[line cut, (\d+) more characters\]$/.exec(line)?.[1]);
  expect(line.indexOf('…') + missing).toBe(MAX_LINE_LENGTH + 5_000 + 1_000_000);
  expect(next).toBe('next');
  expect(split('x'.repeat(MAX_LINE_LENGTH))).toEqual(['x'.repeat(MAX_LINE_LENGTH)]);
});

test('a cut through a pair of surrogates leaves well-formed text', () => {
  for (const lead of ['', 'x']) expect(split(lead + '😀'.repeat(MAX_LINE_LENGTH))[0]?.isWellFormed()).toBe(true);
});

test('the beginning of a line may be given out early, and its end alone is no line', () => {
  const splitter = new LineSplitter();
  expect(splitter.push(Buffer.from('Continue? '))).toEqual([]);
  expect(splitter.flush()).toEqual(['Continue? ']);
  expect(splitter.flush()).toEqual([]);
  expect(splitter.push(Buffer.from('\nyes'))).toEqual([]);
  expect(splitter.push(Buffer.from('\n\n'))).toEqual(['yes', '']);
});
