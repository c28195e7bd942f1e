// Rules of files: names that mislead nobody, types that harm nobody, ranges, and names of members that lead nowhere.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARCHIVE_LIMITS, checkedEntries, type RawEntry } from '../../src/domain/file/archive.ts';
import { askedRange, entityTag, namesTag } from '../../src/domain/file/byte-range.ts';
import { contentTypeOf, INLINE_TYPES, isInline } from '../../src/domain/file/content-type.ts';
import { faultOfEntryName } from '../../src/domain/file/entry-name.ts';
import { expiryOf } from '../../src/domain/file/expiry.ts';
import { contentDisposition, displayName, keptName } from '../../src/domain/file/file-name.ts';
import { FILE_LIMITS } from '../../src/domain/file/file.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.constantFrom('..', '/', '\\', '\0', ' ', '.', '\u202e', '"', '%', 'con', 'a', '\ud800'), { maxLength: 12 }).map((parts) => parts.join('')));

describe('names', () => {
  test('are kept as given but for what cannot be stored, and never empty', () => {
    fc.assert(fc.property(anyText, (text) => {
      const kept = keptName(text);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThanOrEqual(FILE_LIMITS.name);
      expect(kept.isWellFormed() && !kept.includes('\0')).toBe(true);
      if (text !== '' && text.length <= FILE_LIMITS.name && text.isWellFormed() && !text.includes('\0')) expect(kept).toBe(text);
    }));
  });

  test('are shown as one plain name of a file, whatever they are, and showing them twice changes nothing', () => {
    fc.assert(fc.property(anyText, (text) => {
      const shown = displayName(text);
      expect(shown).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]|^\.{0,2}$|[. ]$|^ /u);
      expect(shown.length).toBeLessThanOrEqual(FILE_LIMITS.name);
      expect(displayName(shown)).toBe(shown);
    }), { numRuns: 300 });
  });

  test.each([
    ['../../etc/passwd', 'passwd'], ['C:\\temp\\x.txt', 'x.txt'], ['annual\u202efdp.exe', 'annualfdp.exe'], ['..', 'file'], ['', 'file'], ['con', '_con'], ['NUL.txt', '_NUL.txt'], ['.profile', '.profile'], ['a\r\nb', 'ab'], ['x. . ', 'x'], ['größe 1.csv', 'größe 1.csv'],
  ])('%j is shown as %j', (name, shown) => expect(displayName(name)).toBe(shown));

  test('never break out of the header that proposes them', () => {
    fc.assert(fc.property(anyText, (text) => {
      expect(contentDisposition('attachment', text)).toMatch(/^attachment; filename="[ !#$&-[\]-~]+"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]+$/);
    }));
  });
});

describe('content types', () => {
  const SCRIPTS = ['<!doctype html><script>1</script>', '<svg onload="1">', '<?xml version="1.0"?><x/>', 'GIF', '\x89PN', 'RIFFxxxxWEB'];

  test('that are shown in place are those the bytes show themselves to be, whatever is claimed', () => {
    fc.assert(fc.property(fc.oneof(fc.constantFrom(...INLINE_TYPES, 'text/html', 'IMAGE/PNG; a=b', 'image/svg+xml', 'application/pdf'), anyText), fc.constantFrom(...SCRIPTS), (claim, bytes) => {
      const type = contentTypeOf(claim, Buffer.from(bytes, 'latin1'));
      expect(isInline(type) ? type : 'text/plain').toBe('text/plain');
      expect(type).toMatch(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/);
    }));
  });

  test.each([
    ['image/png', '\xff\xd8\xff\xe0', 'image/jpeg'], [null, 'GIF89a', 'image/gif'], ['text/plain', 'RIFFabcdWEBPVP8 ', 'image/webp'], ['Text/CSV; charset=x', 'a,b', 'text/csv'], ['text/plain', '\xff\xfea\0', 'application/octet-stream'],
    ['no type', 'x', 'application/octet-stream'], ['application/pdf', 'x', 'application/octet-stream'], ['text/x-log', 'line\n', 'text/plain'],
  ])('%j with the bytes %j is %s', (claim, bytes, type) => expect(contentTypeOf(claim, Buffer.from(bytes, 'latin1'))).toBe(type));

  test('a text whose last character the first bytes cut in two is text', () => {
    expect(contentTypeOf('text/plain', Buffer.from(`${'a'.repeat(4_095)}ü`))).toBe('text/plain');
  });
});

describe('ranges', () => {
  test('lie within the bytes, and are what was asked for where they can be', () => {
    fc.assert(fc.property(fc.nat(30), fc.option(fc.nat(40), { nil: null }), fc.option(fc.nat(40), { nil: null }), (size, from, to) => {
      const range = askedRange(`bytes=${from ?? ''}-${to ?? ''}`, size);
      const all = Array.from({ length: size }, (_, i) => i);
      const wanted = from === null ? all.slice(to === null ? 0 : Math.max(0, size - to)) : all.slice(from, to === null ? size : to + 1);
      const isOne = (from !== null || to !== null) && !(from !== null && to !== null && to < from);
      if (!isOne) expect(range.kind).toBe('WHOLE');
      else if (wanted.length === 0) expect(range.kind).toBe('UNSATISFIABLE');
      else expect(range).toEqual({ kind: 'PART', first: wanted[0], last: wanted.at(-1) });
    }), { numRuns: 500 });
  });

  test('any other header is ignored', () => {
    fc.assert(fc.property(anyText, (header) => { expect(askedRange(`x${header}`, 10).kind).toBe('WHOLE'); }));
    expect(namesTag(undefined, entityTag('x'))).toBe(false);
  });
});

test('the time of a file is what is asked for, or the usual one, within its limits', () => {
  const usual = (days: number): { path: string[]; retentionDays: number } => ({ path: ['x'], retentionDays: days });
  expect([expiryOf(undefined, usual(0)), expiryOf(null, usual(2)), expiryOf(5, usual(2))]).toEqual([null, 172_800, 5]);
  for (const wrong of [0, -1, 1.5, FILE_LIMITS.expirySeconds + 1, '5', Number.NaN]) expect(() => expiryOf(wrong, usual(0))).toThrow(/^x: must be/);
});

describe('members of archives', () => {
  test('whose names are taken stay below any directory they would be put into', () => {
    const name = fc.oneof(anyText, fc.array(fc.constantFrom('..', '.', 'a', '', 'b.txt', '...', 'C:', '~'), { maxLength: 5 }).map((parts) => parts.join('/')));
    fc.assert(fc.property(name, (text) => {
      if (faultOfEntryName(text) !== null) return;
      const url = new URL(text.split('/').map(encodeURIComponent).join('/'), 'http://x/root/');
      expect(url.pathname.startsWith('/root/') && url.pathname.length > '/root/'.length).toBe(true);
      expect(text).not.toMatch(/^\/|\\|\0|(^|\/)\.\.?(\/|$)|^[A-Za-z]:/);
    }), { numRuns: 500 });
  });

  const row = (name: string, offset: number, over: Partial<RawEntry> = {}): RawEntry => ({ name, size: 10, packedSize: 10, method: 0, encrypted: false, unixMode: null, offset, extent: 41, modifiedAt: new Date(0), crc32: 0, ...over });

  test('are numbered in the order of the table, and overlap neither each other nor the table', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 8 }), fc.nat(60), (places, slack) => {
      const rows = places.map((place, i) => row(`n${i}`, place * 20));
      const sorted = places.map((place) => place * 20).toSorted((a, b) => a - b);
      const tableAt = sorted.at(-1)! + slack;
      const apart = sorted.every((offset, i) => offset + 41 <= (sorted[i + 1] ?? tableAt));
      if (!apart) expect(() => checkedEntries(rows, tableAt)).toThrow(/overlap/);
      else expect(checkedEntries(rows, tableAt).map(({ index, name }) => [index, name])).toEqual(places.map((_, i) => [i, `n${i}`]));
    }));
  });

  test('are refused beyond each limit and taken at it', () => {
    const { memberBytes, ratio, ratioFrom } = ARCHIVE_LIMITS;
    const one = (over: Partial<RawEntry>) => () => checkedEntries([row('a', 0, { method: 8, ...over })], 2 ** 40);
    expect(one({ size: memberBytes, packedSize: memberBytes, extent: memberBytes })).not.toThrow();
    expect(one({ size: memberBytes + 1, packedSize: memberBytes, extent: memberBytes })).toThrow(/more than 4294967296/);
    expect(one({ size: ratioFrom, packedSize: 1 })).not.toThrow();
    expect(one({ size: ratioFrom + 1, packedSize: 1 })).toThrow(/200 times/);
    expect(one({ size: ratio * 1_000_000, packedSize: 1_000_000 })).not.toThrow();
  });
});
