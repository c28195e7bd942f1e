// Variables in what steps say: whole values, texts that are filled in, and what is left alone.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/domain/event/event.ts';
import { asWritten, plainValue } from '../../src/domain/steps/written-value.ts';
import { fillKnown, fillText, resolveWritten } from '../../src/expressions/written.ts';
import { faultOf, scopeOf } from './bench.ts';

const scope = scopeOf({ x: 3, y: 0.5, tiny: 1e-7, name: 'pump', flag: true, nothing: null, list: [1, 'a', null], plate: { A1: [0.5] } });

describe('a written value', () => {
  it.each<[JsonValue, JsonValue]>([
    ['#x', 3], ['#list', [1, 'a', null]], ['#plate', { A1: [0.5] }], ['#nothing', null], ['#missing', null], ['#flag', true],
    ['volume #x ml', 'volume 3 ml'], [' #x', ' 3'], ['#x#y', '30.5'], ['#name-#x', 'pump-3'], ['#x.5', '3.5'],
    ['is #flag or #nothing', 'is True or None'], ['all #list', "all [1, 'a', None]"], ['at #plate', "at {'A1': [0.5]}"], ['as #tiny', 'as 1e-07'],
    ['##x', '#x'], ['###x', '#3'], ['####', '##'], ['#', '#'], ['# x', '# x'], ['#5', '#5'], ['a#', 'a#'], ['', ''], ['plain', 'plain'],
    [7, 7], [true, true], [null, null],
    [{ a: '#x', '#x': ['#name', { b: 'n #x' }] }, { a: 3, '#x': ['pump', { b: 'n 3' }] }],
  ])('turns %j into %j', (written, value) => {
    expect(resolveWritten(written, scope)).toEqual(value);
  });

  it('refuses a name within a text that is no variable, with its column and what to do', () => {
    const fault = faultOf(() => resolveWritten(['ok', { deep: 'go to #missing now' }], scope));
    expect(fault).toMatchObject({ kind: 'NAME', column: 7 });
    expect(fault.message).toMatch(/no variable `missing`.*write ##/);
    expect(faultOf(() => fillText('#missing', scope)).kind).toBe('NAME');
    expect(fillKnown('#missing #x ##', scope)).toBe('#missing 3 #');
  });

  it('gives back any value whose signs were doubled, and the same as the check before the run says', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const written = asWritten(value as JsonValue);
      expect(resolveWritten(written, scope)).toEqual(value);
      expect(resolveWritten(written, scope)).toEqual(plainValue(written));
    }));
  });

  it('never looks into the values it puts in', () => {
    const tricky = scopeOf({ a: '#b', b: '##', c: ['#a'] });
    expect(resolveWritten(['#a', '#b', '#c', '#a|#b'], tricky)).toEqual(['#b', '##', ['#a'], '#b|##']);
  });
});
