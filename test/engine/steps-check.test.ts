import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeckDescription } from '../../src/domain/deck/deck.ts';
import { parametersOf, returnsOf } from '../../src/domain/steps/parameters.ts';
import { stepsSpecAt } from '../../src/domain/steps/steps-input.ts';
import type { StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { checkSteps, type StepsCheckOptions } from '../../src/engine/check/steps-check.ts';
import { anySteps, specOf } from '../domain/steps-arbitraries.ts';

const DECK: DeckDescription = {
  name: 'lab',
  instruments: [
    { name: 'pump', methods: {
      dose: { args: { dye: { type: 'str', choices: ['red', 'blue'] }, volume: { type: 'float', min: 0, max: 10 } }, returns: 'float' },
      rinse: { args: {}, returns: null },
      mix: { args: { volumes: { type: 'list' } }, returns: ['float', 'float'] },
      label: { args: { text: { type: 'str', nullable: true } }, returns: null },
    } },
  ],
};
const dose = (more: object = {}) => ({ kind: 'call', instrument: 'pump', method: 'dose', args: { dye: 'red', volume: 1, ...more } });
const set = (name: string, value: unknown = 1) => ({ kind: 'variable', name, value, type: 'float' });
const rows = (...samples: object[]) => ({ kind: 'ROWS', rows: samples });

/** Faults as `place: message`, the place without the front that all share. */
function faults(parts: object, options: Partial<StepsCheckOptions> = {}): string[] {
  const spec = stepsSpecAt({ kind: 'steps', deck: 'lab', ...parts }, []);
  return checkSteps(spec, DECK, { path: ['spec'], ...options }).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('steps against the description of a deck', () => {
  test('calls are checked in all sections, in all blocks, and when they are disabled', () => {
    expect(faults({
      prep: [{ ...dose(), method: 'dos' }],
      main: [{ kind: 'if', condition: '1', then: [], else: [{ kind: 'repeat', times: 2, body: [dose({ volume: 11 })] }] }, { ...dose({ speed: 1 }), disabled: true }],
      cleanup: [{ kind: 'workflow', name: 'w', steps: [{ ...dose(), instrument: 'pumq' }] }],
    })).toEqual([
      'spec.prep.0.method: pump has no method dos; it has dose, rinse, mix, label',
      'spec.main.0.else.0.body.0.args.volume: must be at most 10, is 11',
      'spec.main.1.args.speed: pump.dose has no argument speed; it has dye, volume',
      'spec.cleanup.0.steps.0.instrument: the deck lab has no instrument pumq; it has pump',
    ]);
  });

  test('what can be known before the run is checked, what a variable brings is not', () => {
    expect(faults({ main: [set('v'), dose({ dye: '#v', volume: '#v' }), dose({ volume: '2.5' }), dose({ dye: '##red' })] })).toEqual(['spec.main.3.args.dye: must be one of "red", "blue", is "#red"']);
  });

  test.each([
    ['as many results as the method gives', [{ kind: 'call', instrument: 'pump', method: 'mix', args: { volumes: [] }, returns: ['a', null] }], []],
    ['one name for several results', [{ kind: 'call', instrument: 'pump', method: 'mix', args: { volumes: [] }, returns: ['a'] }], []],
    ['too many names', [{ kind: 'call', instrument: 'pump', method: 'mix', args: { volumes: [] }, returns: ['a', 'b', 'c'] }], ['spec.main.0.returns: pump.mix gives 2 results, not 3']],
    ['two names for one result', [{ ...dose(), returns: ['a', 'b'] }], ['spec.main.0.returns: pump.dose gives one result of type float, not 2']],
    ['a name for nothing', [{ kind: 'call', instrument: 'pump', method: 'rinse', returns: ['a'] }], ['spec.main.0.returns: pump.rinse gives nothing back: leave returns out']],
    ['values gathered without once', [set('v'), { ...dose({ volume: '#v' }), gather: ['volume'] }], ['spec.main.1.gather: has a meaning only with once: true, where one call is made for all samples']],
    ['an argument gathered that is not given', [{ kind: 'call', instrument: 'pump', method: 'label', args: { text: 'x' }, once: true, gather: ['texts'] }], ['spec.main.0.gather.0: there is no argument texts to gather; name one that args has']],
  ])('%s', (_name, main, expected) => {
    expect(faults({ main })).toEqual(expected);
  });

  test('without a deck everything else is still checked', () => {
    const spec = stepsSpecAt({ kind: 'steps', deck: 'lab', main: [{ ...dose(), method: 'dos' }, { kind: 'comment', text: 'it is #x' }] }, []);
    expect(checkSteps(spec, undefined, { path: [] }).map(({ path }) => path.join('.'))).toEqual(['main.1.text']);
  });

  test('no spec makes the check fail, and a spec without faults has none in any order of asking', () => {
    fc.assert(fc.property(specOf(anySteps), fc.boolean(), (spec, open) => {
      const found = checkSteps(spec as StepsSpec, DECK, { path: [], open });
      expect(checkSteps(spec as StepsSpec, DECK, { path: [], open })).toEqual(found);
      for (const { path, message } of found) expect(`${path.join('.')} ${message}`.isWellFormed()).toBe(true);
    }), { numRuns: 300 });
  });
});

describe('names of variables', () => {
  test('a name is there after the step that sets it, and not before', () => {
    expect(faults({ main: [dose({ volume: '#v' }), set('v'), dose({ volume: '#v' })] })).toEqual(['spec.main.0.args.volume: #v is set only after this step: move that step before this one']);
    expect(faults({ main: [{ ...dose(), returns: ['r'] }, { kind: 'input', name: 'i' }, { kind: 'math', name: 'm', expression: 'r + 1' }, { kind: 'comment', text: '#r #i #m' }] })).toEqual([]);
  });

  test('with rows a name is a column or a fault, without rows it is a fault that says so', () => {
    expect(faults({ main: [dose({ volume: '#v' })], source: rows({ v: 1 }) })).toEqual([]);
    expect(faults({ main: [dose({ volume: '#v' })], source: rows({ w: 1, u: 2 }) })).toEqual(['spec.main.0.args.volume: #v is no column of the samples and is not set before this step; columns are w, u']);
    expect(faults({ main: [dose({ volume: '#v' })] })).toEqual(['spec.main.0.args.volume: #v is not set before this step: take the samples from rows with a column v, or set the variable first']);
    expect(faults({ main: [dose({ volume: '#v' })], source: rows() })).toEqual([]);
  });

  test('a workflow whose samples may still be given may want any, but with rows of its own it has to fit them', () => {
    expect(faults({ main: [dose({ volume: '#v' })] }, { open: true })).toEqual([]);
    expect(faults({ main: [dose({ volume: '#v' }), set('v')] }, { open: true })).toHaveLength(1);
    expect(faults({ main: [dose({ volume: '#v' })], source: rows({ w: 1 }) }, { open: true })).toHaveLength(1);
    expect(faults({ prep: [dose({ volume: '#v' })] }, { open: true })).toHaveLength(1);
  });

  test('preparation and cleanup see neither samples nor what the main part sets', () => {
    const found = faults({ prep: [set('p'), dose({ volume: '#p' })], main: [set('m'), dose({ volume: '#p' })], cleanup: [dose({ volume: '#m' }), dose({ volume: '#v' })], source: rows({ v: 1 }) });
    expect(found.map((fault) => fault.split(':')[0])).toEqual(['spec.main.1.args.volume', 'spec.cleanup.0.args.volume', 'spec.cleanup.1.args.volume']);
    expect(found[1]).toContain('preparation and cleanup see neither samples nor what the main part sets');
  });

  test('what either branch sets may be there; a branch does not see what the other one sets', () => {
    expect(faults({ main: [{ kind: 'if', condition: '1', then: [set('a')], else: [set('b')] }, { kind: 'comment', text: '#a #b' }] })).toEqual([]);
    expect(faults({ main: [{ kind: 'if', condition: '1', then: [set('a')], else: [{ kind: 'comment', text: 'x #a' }] }] })).toHaveLength(1);
  });

  test('a loop sees in its later turns what it sets, and while_index; after it both are there', () => {
    expect(faults({ main: [{ kind: 'while', condition: 'while_index < 3', body: [{ kind: 'comment', text: 'last #v, turn #while_index' }, set('v')] }, { kind: 'comment', text: '#v #while_index' }] })).toEqual([]);
    expect(faults({ main: [{ kind: 'while', condition: 'v < 3', body: [set('v')] }] })).toHaveLength(1);
  });

  test('a nested workflow has only its arguments, and gives out only its returns', () => {
    const nested = (more: object) => ({ kind: 'workflow', name: 'w', args: { a: '#v' }, steps: [dose({ volume: '#a' }), set('r')], ...more });
    expect(faults({ main: [set('v'), nested({ returns: ['r'] }), dose({ volume: '#r' })] })).toEqual([]);
    expect(faults({ main: [set('v'), nested({ steps: [dose({ volume: '#v' })] })] })).toEqual(['spec.main.1.steps.0.args.volume: #v is not set before this step of the workflow w: give it to the workflow in args, or set it first']);
    expect(faults({ main: [set('v'), nested({}), dose({ volume: '#r' })] })).toHaveLength(1);
    expect(faults({ main: [set('v'), nested({ returns: ['x'] })] })).toEqual(['spec.main.1.returns.0: the workflow w does not set x']);
  });

  test('a disabled step sets nothing, but sees what it sets itself', () => {
    expect(faults({ main: [{ ...set('v'), disabled: true }, dose({ volume: '#v' })] })).toHaveLength(1);
    expect(faults({ main: [{ kind: 'repeat', times: 1, disabled: true, body: [set('v'), dose({ volume: '#v' })] }] })).toEqual([]);
  });

  test('thousands of branches over thousands of names are checked in time', () => {
    const started = performance.now();
    expect(faults({ main: [...Array.from({ length: 2_400 }, (_, i) => set(`v${i}`)), ...Array.from({ length: 2_400 }, (_, i) => ({ kind: 'if', condition: `v${i}`, then: [], else: [] }))] })).toEqual([]);
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('names that every object has from birth are not there unless they are set', () => {
    expect(faults({ main: [dose({ volume: '#constructor' })] })).toHaveLength(1);
    expect(faults({ main: [dose({ volume: '#__proto__' })], source: { kind: 'ROWS', rows: [JSON.parse('{"__proto__": 2}') as object] } })).toEqual([]);
  });
});

describe('expressions and values', () => {
  test('an expression that does not parse is a fault with its column, one of names that are not there too', () => {
    const found = faults({ main: [{ kind: 'if', condition: '1 +', then: [] }, { kind: 'math', name: 'm', expression: 'nobody * 2' }, { kind: 'while', condition: '__import__("os")', body: [] }] });
    expect(found).toHaveLength(3);
    expect(found[0]).toMatch(/^spec\.main\.0\.condition: .+ \(column \d+\)$/);
    expect(found[1]).toMatch(/^spec\.main\.1\.expression: #nobody is not set/);
    expect(found[2]).toMatch(/^spec\.main\.2\.condition: /);
  });

  test.each([
    ['a number', { value: 1, type: 'int' }, 0],
    ['a number as text', { value: '007', type: 'int' }, 0],
    ['an expression', { value: '3 * 4', type: 'float' }, 0],
    ['an expression of what is there', { value: 'there + #there', type: 'float' }, 0],
    ['words for a text', { value: 'any words, even 1 +', type: 'str' }, 0],
    ['words for a truth', { value: 'True', type: 'bool' }, 0],
    ['words for a number', { value: 'many drops', type: 'int' }, 1],
    ['a name that is not there', { value: 'nobody', type: 'int' }, 1],
    ['a list for a number', { value: [1], type: 'int' }, 1],
  ])('a variable may be set to %s or not', (_name, step, n) => {
    expect(faults({ main: [set('there'), { kind: 'variable', name: 'v', ...step }] })).toHaveLength(n);
  });
});

describe('samples against what they fill', () => {
  test('every row must have a value of the type of the argument, each fault at its row', () => {
    expect(faults({ main: [dose({ dye: '#dye', volume: '#v' })], source: rows({ dye: 'red', v: '1.5' }, { dye: 'green', v: 1 }, { dye: 'red', v: 'much' }, { dye: 'blue' }) })).toEqual([
      'spec.source.rows.1.dye: must be one of "red", "blue", is "green" (it is the pump.dose dye)',
      'spec.source.rows.2.v: must be a number, is "much" (it is the pump.dose volume)',
      'spec.source.rows.3.v: must be a number, not null (it is the pump.dose volume)',
    ]);
  });

  test('a missing value is null, which a nullable argument takes and a text or an expression does not', () => {
    const label = (text: string) => ({ kind: 'call', instrument: 'pump', method: 'label', args: { text } });
    expect(faults({ main: [label('#t')], source: rows({ t: 'x' }, {}) })).toEqual([]);
    expect(faults({ main: [label('is #t')], source: rows({ t: 'x' }, {}) })).toEqual(['spec.source.rows.1.t: is missing: a step uses it within an expression or a text']);
  });

  test('times and seconds are checked too; a column that a step sets anew is no longer the column', () => {
    expect(faults({ main: [{ kind: 'repeat', times: '#n', body: [] }, { kind: 'wait', seconds: '#s' }], source: rows({ n: 1.5, s: -1 }) })).toEqual([
      'spec.source.rows.0.n: must be a whole number, is 1.5 (it is the times of a step)',
      'spec.source.rows.0.s: must be at least 0, is -1 (it is the seconds of a step)',
    ]);
    expect(faults({ main: [set('v'), dose({ volume: '#v' })], source: rows({ v: 'much' }) })).toEqual([]);
  });

  test('values that one call gathers are of any type, and samples given elsewhere have their faults there', () => {
    expect(faults({ main: [{ kind: 'call', instrument: 'pump', method: 'mix', args: { volumes: '#v' }, once: true, gather: ['volumes'] }], source: rows({ v: 1 }, { v: 'x' }) })).toEqual([]);
    expect(faults({ main: [dose({ volume: '#v' })], source: rows({ v: 'x' }) }, { sourcePath: ['samples', '0', 'source'] })[0]).toMatch(/^samples\.0\.source\.rows\.0\.v: /);
  });

  test('ten thousand rows with a fault each are checked in time, and not all of them listed', () => {
    const many = Array.from({ length: 10_000 }, () => ({ v: 'x', w: 1 }));
    const started = performance.now();
    expect(faults({ main: [dose({ volume: '#v' }), { kind: 'comment', text: 'w #w' }], source: rows(...many) })).toHaveLength(200);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('what a workflow wants and gives', () => {
  const spec = (main: unknown) => stepsSpecAt({ kind: 'steps', deck: 'lab', main }, []);

  test('run parameters are the names in arguments that no step sets, in order, with the type they fill first', () => {
    const main = [dose({ volume: '#v', dye: '#d' }), dose({ volume: '#w #v', dye: '#r' }), { ...dose({ dye: '#d' }), returns: ['r'] }, { kind: 'comment', text: '#not_an_argument' }, { ...dose({ dye: '#off' }), disabled: true },
      { kind: 'workflow', name: 'w', args: { a: '#outer' }, steps: [dose({ volume: '#a' })] }];
    expect(parametersOf(spec(main), DECK)).toEqual([{ name: 'd', type: 'str' }, { name: 'v', type: 'float' }, { name: 'w', type: 'any' }, { name: 'outer', type: 'any' }]);
    expect(parametersOf(spec(main)).map(({ type }) => type)).toEqual(['any', 'any', 'any', 'any']);
  });

  test('returns are the names that results are kept under', () => {
    expect(returnsOf(spec([{ ...dose(), returns: ['a', null] }, { kind: 'if', condition: '1', then: [{ ...dose(), returns: ['b'] }], else: [{ ...dose(), returns: ['a'] }] }, set('v')]))).toEqual(['a', 'b']);
  });
});
