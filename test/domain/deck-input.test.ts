import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCall, requireCall } from '../../src/domain/deck/call-check.ts';
import { decksAt, deckDescriptionAt } from '../../src/domain/deck/deck-input.ts';
import { DECK_LIMITS, type DeckDescription } from '../../src/domain/deck/deck.ts';
import { DomainError } from '../../src/domain/errors.ts';
import { asWritten, plainValue, variablesIn, wholeVariable } from '../../src/domain/steps/written-value.ts';
import { plainJson } from './steps-arbitraries.ts';

const DECK: DeckDescription = {
  name: 'color_lab',
  instruments: [
    {
      name: 'pump',
      methods: {
        dose: {
          args: { dye: { type: 'str', choices: ['red', 'blue'] }, volume: { type: 'float', min: 0, max: 10, unit: 'ml' }, speed: { type: 'int', default: 3 }, note: { type: 'str', nullable: true, default: null } },
          returns: 'float',
        },
        rinse: { args: {}, returns: null },
      },
    },
    { name: 'camera', methods: { read: { args: { area: { type: 'list', default: '[0, 1]' } }, returns: ['float', 'float'], repeatable: true } } },
  ],
};

function refusal(check: () => unknown): string {
  try {
    check();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('INVALID');
    return error.message;
  }
}

function argument(signature: object): unknown {
  return { name: 'd', instruments: [{ name: 'i', methods: { m: { args: { a: signature } } } }] };
}

describe('descriptions of decks from outside', () => {
  test('a valid one comes back equal, in the order it was given, also after a way through JSON', () => {
    expect(JSON.stringify(deckDescriptionAt(JSON.parse(JSON.stringify(DECK)), []))).toBe(JSON.stringify(DECK));
    expect(deckDescriptionAt(deckDescriptionAt(DECK, []), [])).toEqual(DECK);
  });

  test('arbitrary values are accepted or refused with a place, nothing else', () => {
    const near = fc.dictionary(fc.constantFrom('name', 'description', 'instruments', 'methods', 'args', 'returns', 'type', 'default', 'min', 'choices', '__proto__'), fc.oneof(plainJson, fc.constantFrom('a', 'int', 'list')));
    const value = fc.oneof(plainJson, near, fc.record({ name: fc.constant('d'), instruments: fc.array(fc.oneof(near, fc.record({ name: fc.constant('i'), methods: fc.dictionary(fc.constantFrom('m', 'constructor'), near) }))) }));
    fc.assert(fc.property(value, (one) => void refusal(() => expect(deckDescriptionAt(deckDescriptionAt(one, []), [])).toEqual(deckDescriptionAt(one, [])))), { numRuns: 2_000 });
  });

  test('absent arguments and results are none', () => {
    expect(deckDescriptionAt({ name: 'd', instruments: [{ name: 'i', methods: { m: {} } }] }, []).instruments[0]!.methods).toEqual({ m: { args: {}, returns: null } });
  });

  test.each([
    ['no name', { instruments: [] }, 'deck.name: must be a text'],
    ['a name with a blank', { name: 'my lab', instruments: [] }, /^deck\.name: must be an identifier/],
    ['an instrument twice', { name: 'd', instruments: [{ name: 'a', methods: {} }, { name: 'a', methods: {} }] }, 'deck.instruments.1.name: the instrument a is described twice'],
    ['a method that is no identifier', { name: 'd', instruments: [{ name: 'a', methods: { 'x-y': {} } }] }, /^deck\.instruments\.0\.methods\.x-y: must be an identifier/],
    ['an unknown type', argument({ type: 'number' }), /^deck\.instruments\.0\.methods\.m\.args\.a\.type: must be one of int, float/],
    ['an unknown field', argument({ type: 'int', minimum: 1 }), /a\.minimum: is not known here/],
    ['a range of texts', argument({ type: 'str', min: 1 }), /a\.min: has no meaning for str/],
    ['a range the wrong way round', argument({ type: 'int', min: 2, max: 1 }), /a\.min: must not be greater than max, which is 1/],
    ['half a bound of whole numbers', argument({ type: 'int', max: 1.5 }), /a\.max: must be a whole number/],
    ['a default of another type', argument({ type: 'int', default: 'x' }), /a\.default: must be a whole number, is "x"/],
    ['a default out of range', argument({ type: 'int', max: 3, default: 4 }), /a\.default: must be at most 3, is 4/],
    ['a default that is no choice', argument({ type: 'str', choices: ['x'], default: 'y' }), /a\.default: must be one of "x", is "y"/],
    ['a null default of what is not nullable', argument({ type: 'int', default: null }), /a\.default: must not be null unless the argument is nullable/],
    ['no choice at all', argument({ type: 'int', choices: [] }), /a\.choices: must have at least one value/],
    ['choices of another type', argument({ type: 'int', choices: [1, 'x'] }), /a\.choices\.1: must be a whole number/],
    ['choices of lists', argument({ type: 'list', choices: ['[]'] }), /a\.choices: have no meaning for list/],
    ['too long a description', argument({ type: 'int', description: 'x'.repeat(DECK_LIMITS.text + 1) }), /a\.description: must have at most 1000 characters/],
    ['a flag that is none', { name: 'd', instruments: [{ name: 'i', methods: { m: { repeatable: 'yes' } } }] }, /repeatable: must be true or false/],
    ['results that are none', { name: 'd', instruments: [{ name: 'i', methods: { m: { returns: [] } } }] }, /returns: must name at least one result; use null/],
    ['too many instruments', { name: 'd', instruments: Array.from({ length: 201 }, (_, i) => ({ name: `i${i}`, methods: {} })) }, /^deck\.instruments: must have at most 200 entries, has 201/],
    ['too much of everything', { name: 'd', instruments: Array.from({ length: 10 }, (_, i) => ({ name: `i${i}`, methods: Object.fromEntries(Array.from({ length: 200 }, (__, m) => [`m${m}`, { description: 'x'.repeat(1_000) }])) })) }, /^deck: is \d+ characters of JSON, at most 1000000/],
  ])('a deck with %s is refused at its place', (_name, deck, message) => {
    expect(refusal(() => deckDescriptionAt(deck, ['deck']))).toMatch(message);
  });

  test('defaults and choices are kept in their types; the text of a list stays text', () => {
    const read = deckDescriptionAt(argument({ type: 'int', choices: ['1', 2], default: '2' }), []);
    expect(read.instruments[0]!.methods['m']!.args['a']).toEqual({ type: 'int', choices: [1, 2], default: 2 });
    expect(deckDescriptionAt(argument({ type: 'list', default: '[1]' }), []).instruments[0]!.methods['m']!.args['a']).toEqual({ type: 'list', default: '[1]' });
  });

  test('the decks of a runner have names of their own', () => {
    expect(decksAt([DECK, { ...DECK, name: 'other' }], ['decks'])).toHaveLength(2);
    expect(refusal(() => decksAt([DECK, DECK], ['decks']))).toBe('decks.1.name: the deck color_lab is described twice');
  });
});

describe('calls of a deck', () => {
  const dose = (args: { readonly [name: string]: never } | object, more: object = {}) => ({ instrument: 'pump', method: 'dose', args: args as never, ...more });

  test('arguments come in their types, in the order of the signature, with defaults for what was left out', () => {
    const checked = checkCall(DECK, dose({ volume: '2.5', dye: 'red' }));
    expect(JSON.stringify(checked)).toBe(JSON.stringify({ args: { dye: 'red', volume: 2.5, speed: 3, note: null } }));
    expect(checkCall(DECK, { instrument: 'camera', method: 'read', args: {} })).toEqual({ args: { area: [0, 1] } });
  });

  test('every fault is listed with its place and with what there is instead', () => {
    expect(checkCall(DECK, dose({ volume: 11, colour: 1 }))).toEqual({ faults: [
      { path: ['args', 'colour'], message: 'pump.dose has no argument colour; it has dye, volume, speed, note' },
      { path: ['args', 'dye'], message: 'is missing: a value of type str must be given' },
      { path: ['args', 'volume'], message: 'must be at most 10, is 11' },
    ] });
    expect(checkCall(DECK, dose({}, { instrument: 'pumq' }))).toEqual({ faults: [{ path: ['instrument'], message: 'the deck color_lab has no instrument pumq; it has pump, camera' }] });
    expect(checkCall(DECK, dose({}, { method: 'constructor' }))).toEqual({ faults: [{ path: ['method'], message: 'pump has no method constructor; it has dose, rinse' }] });
    expect(checkCall(DECK, { instrument: 'pump', method: 'rinse', args: { toString: 1 } })).toEqual({ faults: [{ path: ['args', 'toString'], message: 'pump.rinse has no argument toString; it has none' }] });
  });

  test('written arguments with variables wait for the run; the others are checked as what they will be', () => {
    expect(checkCall(DECK, dose({ dye: '#dye', volume: '#v' }), { written: true })).toEqual({ args: { dye: '#dye', volume: '#v', speed: 3, note: null } });
    expect(checkCall(DECK, dose({ dye: '##red', volume: 1 }), { written: true })).toEqual({ faults: [{ path: ['args', 'dye'], message: 'must be one of "red", "blue", is "#red"' }] });
    expect(checkCall(DECK, dose({ dye: '#dye', volume: 1 }))).toHaveProperty('faults');
    expect(checkCall(DECK, dose({ dye: 'red', volume: [1, 2] }), { untyped: ['volume'] })).toMatchObject({ args: { volume: [1, 2] } });
  });

  test('a call from outside is refused with the place of its first fault', () => {
    expect(requireCall(DECK, { instrument: 'pump', method: 'rinse', args: undefined })).toEqual({ instrument: 'pump', method: 'rinse', args: {} });
    expect(refusal(() => requireCall(DECK, { instrument: 'pump', method: 'dose', args: { dye: 'red' } }, ['call']))).toBe('call.args.volume: is missing: a value of type float (ml) must be given');
    expect(refusal(() => requireCall(DECK, { instrument: 7, method: 'dose', args: {} }))).toBe('instrument: must be a text');
    expect(refusal(() => requireCall(DECK, { instrument: 'pump', method: 'dose', args: [] }))).toBe('args: must be an object');
  });
});

describe('written values', () => {
  test('any value can be written so that it has no variables and comes back unchanged', () => {
    const text = fc.array(fc.constantFrom('#', '##', 'a', '1', ' ', '_b')).map((parts) => parts.join(''));
    fc.assert(fc.property(fc.oneof(plainJson, text, fc.array(text), fc.dictionary(fc.string(), text)), (value) => {
      expect(variablesIn(asWritten(value))).toEqual([]);
      expect(plainValue(asWritten(value))).toEqual(value);
    }));
  });

  test('variables are found in their order, everywhere but in keys and after a doubled sign', () => {
    expect(variablesIn({ '#key': ['#b and #a', '##c', '###d', '#1', '#'], x: { y: '#b' } })).toEqual(['b', 'a', 'd']);
    expect(wholeVariable('#volume')).toBe('volume');
    for (const value of ['##volume', '#a b', ' #a', '#', 'a', 1, null, ['#a']]) expect(wholeVariable(value)).toBeNull();
  });
});
