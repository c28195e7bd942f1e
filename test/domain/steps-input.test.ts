import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { commandSpecAt, specAt } from '../../src/domain/input/spec-input.ts';
import { definitionAt, readDefinition } from '../../src/domain/input/definition-input.ts';
import { sampleSourceAt } from '../../src/domain/steps/sample-source-input.ts';
import { replaceSource, stepsSpecAt } from '../../src/domain/steps/steps-input.ts';
import { listingReading } from '../../src/domain/steps/steps-reading.ts';
import { STEPS_LIMITS, type StepsSpec } from '../../src/domain/steps/steps-spec.ts';
import { MAX_VALIDATION_FAULTS, type ValidationFault } from '../../src/domain/steps/validation.ts';
import { anySource, anySteps, specOf } from './steps-arbitraries.ts';

const KEYS = ['kind', 'deck', 'prep', 'main', 'cleanup', 'onStepError', 'source', 'extra', 'instrument', 'method', 'args', 'returns', 'once', 'gather', 'seconds', 'times', 'body', 'then', 'else', 'condition', 'steps', 'name', 'value', 'type', '__proto__'];
const nearStep = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }), fc.constantFrom('call', 'wait', 'if', 'repeat', 'a', 'lab'), fc.array(fc.jsonValue({ maxDepth: 2 }))));
const nearSpec = fc.oneof(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(fc.constantFrom('steps', 'lab'), fc.array(nearStep, { maxLength: 3 }), nearStep, anySteps)));

const call = { kind: 'call', instrument: 'pump', method: 'dose', args: { volume: 1 } };
const at = (main: unknown, more: object = {}) => ({ kind: 'steps', deck: 'lab', main, ...more });

/** What is thrown, when it is a caller's error with a place. */
function refusal(check: () => unknown): string {
  try {
    check();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('INVALID');
    expect(error.path).not.toBeNull();
    return error.message;
  }
}

function many(n: number, step: object): object[] {
  return Array.from({ length: n }, () => step);
}

function nested(depth: number): unknown {
  let step: unknown = call;
  for (let i = 0; i < depth; i++) step = { kind: 'repeat', times: 1, body: [step] };
  return step;
}

describe('specs of steps from outside', () => {
  test('a valid spec comes back equal, also after a way through JSON', () => {
    fc.assert(fc.property(specOf(anySteps), (spec) => {
      expect(stepsSpecAt(spec, [])).toEqual(spec);
      expect(specAt(JSON.parse(JSON.stringify(spec)), [])).toEqual(spec);
    }), { numRuns: 300 });
  });

  test('anything else is refused as INVALID with its place, and what is accepted is accepted again unchanged', () => {
    fc.assert(fc.property(nearSpec, (value) => {
      const message = refusal(() => expect(stepsSpecAt(JSON.parse(JSON.stringify(stepsSpecAt(value, []))), [])).toEqual(stepsSpecAt(value, [])));
      expect(message.isWellFormed()).toBe(true);
    }), { numRuns: 2_000 });
  });

  test('a listing reading finds a fault exactly where a strict one does', () => {
    fc.assert(fc.property(nearSpec, (value) => {
      const faults: ValidationFault[] = [];
      const strict = refusal(() => stepsSpecAt(value, ['spec']));
      const listed = refusal(() => stepsSpecAt(value, ['spec'], listingReading(faults)));
      if (strict === 'accepted') expect({ listed, faults }).toEqual({ listed: 'accepted', faults: [] });
      else if (listed !== 'accepted') expect(listed).toBe(strict);
      else expect(faults.map(({ path, message }) => `${path.join('.')}: ${message}`)).toContain(strict);
    }), { numRuns: 2_000 });
  });

  test('what is absent gets its default', () => {
    expect(stepsSpecAt(at(undefined), [])).toEqual({ kind: 'steps', deck: 'lab', prep: [], main: [], cleanup: [], onStepError: 'HOLD', source: { kind: 'REPEAT', count: 1, batch: 1 } });
    expect(stepsSpecAt(at([{ kind: 'input', name: 'x' }, { kind: 'pause' }, { kind: 'call', instrument: 'a', method: 'b' }]), []).main).toEqual([
      { kind: 'input', name: 'x', prompt: '', type: 'str' }, { kind: 'pause', message: '' }, { kind: 'call', instrument: 'a', method: 'b', args: {} },
    ]);
  });

  test.each([
    ['no deck', { kind: 'steps', main: [] }, 'spec.deck: must be a text'],
    ['a deck that is no identifier', { kind: 'steps', deck: 'my lab' }, /^spec\.deck: must be an identifier/],
    ['an unknown field', at([], { steps: [] }), /^spec\.steps: is not known here; known are kind, deck/],
    ['an unknown kind of step', at([{ kind: 'goto' }]), /^spec\.main\.0\.kind: must be one of call, wait/],
    ['a step that is no object', at(['call']), /^spec\.main\.0\.kind/],
    ['a field of another kind of step', at([{ ...call, seconds: 1 }]), /^spec\.main\.0\.seconds: is not known here; known are kind, id, disabled, instrument/],
    ['a call of no method', at([{ kind: 'call', instrument: 'a' }]), 'spec.main.0.method: must be a text'],
    ['an argument that is no identifier', at([{ ...call, args: { 'a b': 1 } }]), /^spec\.main\.0\.args\.a b: must be an identifier/],
    ['a return that is no name', at([{ ...call, returns: ['1x'] }]), /^spec\.main\.0\.returns\.0: must be a name/],
    ['returns that are no list', at([{ ...call, returns: 'x' }]), 'spec.main.0.returns: must be a list'],
    ['a negative wait', at([{ kind: 'wait', seconds: -1 }]), 'spec.main.0.seconds: must be from 0 to 604800'],
    ['a wait of words', at([{ kind: 'wait', seconds: 'long' }]), 'spec.main.0.seconds: must be a number, is "long"'],
    ['a wait of nothing', at([{ kind: 'wait' }]), 'spec.main.0.seconds: must be a number'],
    ['half a turn', at([{ kind: 'repeat', times: '2.5', body: [] }]), 'spec.main.0.times: must be a whole number, is "2.5"'],
    ['a million turns', at([{ kind: 'repeat', times: 1_000_000, body: [] }]), 'spec.main.0.times: must be from 0 to 50000'],
    ['a variable without a value', at([{ kind: 'variable', name: 'x', type: 'int' }]), 'spec.main.0.value: is missing'],
    ['a variable of an unknown type', at([{ kind: 'variable', name: 'x', value: 1, type: 'number' }]), /^spec\.main\.0\.type: must be one of int, float, bool, str/],
    ['an empty condition', at([{ kind: 'if', condition: '', then: [] }]), 'spec.main.0.condition: must not be empty'],
    ['a fault deep inside', at([{ kind: 'if', condition: 'x', then: [], else: [{ kind: 'while', condition: 'x', body: [call, { kind: 'math', name: 'x' }] }] }]), 'spec.main.0.else.0.body.1.expression: must be a text'],
    ['a NUL in an argument', at([{ ...call, args: { a: ['x\0'] } }]), 'spec.main.0.args.a.0: must not contain the NUL character'],
    ['too long a text', at([{ kind: 'comment', text: 'x'.repeat(STEPS_LIMITS.text + 1) }]), /^spec\.main\.0\.text: must have at most 10000 characters/],
    ['an unknown policy', at([], { onStepError: 'IGNORE' }), /^spec\.onStepError: must be one of HOLD, FAIL/],
    ['an unknown source', at([], { source: { kind: 'OPTIMIZER' } }), /^spec\.source\.kind: must be one of REPEAT, ROWS/],
    ['rows of a repeat', at([], { source: { kind: 'REPEAT', rows: [] } }), /^spec\.source\.rows: is not known here/],
    ['a column that is no name', at([], { source: { kind: 'ROWS', rows: [{ 'a b': 1 }] } }), /^spec\.source\.rows\.0\.a b: must be a name/],
    ['a batch of nothing', at([], { source: { kind: 'REPEAT', batch: 0 } }), 'spec.source.batch: must be from 1 to 1000'],
    ['rows that are no objects', at([], { source: { kind: 'ROWS', rows: [[1]] } }), 'spec.source.rows.0: must be an object'],
  ])('a spec with %s is refused at its place', (_name, spec, message) => {
    expect(refusal(() => specAt(spec, ['spec']))).toMatch(message);
  });

  test('a hundred thousand steps are refused, whether in one list, in many or by repeating', () => {
    const started = performance.now();
    expect(refusal(() => specAt(at(many(100_000, call)), []))).toMatch(/^main: must have at most 5000 entries, has 100000/);
    const blocks = Array.from({ length: 50 }, () => ({ kind: 'workflow', name: 'w', steps: many(2_000, call) }));
    expect(refusal(() => specAt(at(blocks), []))).toMatch(/^main\.2\.steps\.997: there are more than 5000 steps/);
    expect(refusal(() => specAt(at([{ kind: 'repeat', times: 50_000, body: [call, call] }]), ['spec']))).toBe('spec: would carry out 100000 steps over all samples and repeats, at most 50000: split it into several tasks');
    expect(refusal(() => specAt(at([call], { source: { kind: 'REPEAT', count: 10_000, batch: 10 } }), ['spec']))).toMatch(/^spec: would carry out 100000 steps/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('blocks may stand within each other to the limit and no deeper, and a hundred thousand levels are no crash', () => {
    expect(refusal(() => specAt(at([nested(STEPS_LIMITS.depth)]), []))).toBe('accepted');
    expect(refusal(() => specAt(at([nested(STEPS_LIMITS.depth + 1)]), []))).toMatch(/stands within more than 20 blocks/);
    expect(refusal(() => specAt(at([nested(100_000)]), []))).toMatch(/stands within more than 20 blocks/);
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    expect(refusal(() => specAt(at([{ ...call, args: { a: deep } }]), []))).toContain('is nested deeper than');
    expect(refusal(() => specAt(at([{ kind: 'variable', name: 'a', type: 'str', value: deep }]), []))).toContain('is nested deeper than');
  });

  test('names that objects have from birth are names like any others', () => {
    const main = JSON.parse('[{"kind":"call","instrument":"constructor","method":"toString","args":{"__proto__":1,"constructor":2}}]') as unknown;
    const spec = stepsSpecAt(at(main), []);
    expect(JSON.stringify(spec.main)).toBe(JSON.stringify(main));
    expect(Object.getPrototypeOf((spec.main[0] as { args: object }).args)).toBe(Object.prototype);
  });

  test('a task without a run is a command', () => {
    expect(refusal(() => commandSpecAt(at([]), ['spec']))).toBe('spec.kind: steps tasks belong to a run: use createRun');
    expect(commandSpecAt({ kind: 'command', binary: 'true' }, []).binary).toBe('true');
  });

  test('every source that is read comes back equal; with another one the spec is bounded as before', () => {
    fc.assert(fc.property(anySource, (source) => void expect(sampleSourceAt(JSON.parse(JSON.stringify(source)), [])).toEqual(source)));
    const spec = stepsSpecAt(at([call]), []);
    expect(replaceSource(spec, { kind: 'REPEAT', count: 3, batch: 2 })).toEqual({ ...spec, source: { kind: 'REPEAT', count: 3, batch: 2 } });
    expect(refusal(() => replaceSource(spec, { kind: 'REPEAT', count: 10_000, batch: 100 }, ['samples', '0', 'source']))).toMatch(/^samples\.0\.source: would carry out 1000000 steps/);
    const rows = Array.from({ length: 40 }, () => ({ text: 'x'.repeat(60_000) }));
    expect(refusal(() => replaceSource(spec, { kind: 'ROWS', rows, batch: 1 }, ['samples']))).toMatch(/^samples: makes a spec of more than 2000000 characters/);
  });
});

describe('reading a definition with all of its faults', () => {
  test('finds faults in every task, in heads and specs, and keeps the places of what could be read', () => {
    const faults: ValidationFault[] = [];
    const read = readDefinition({ tasks: [
      { node: 'a b', spec: at([{ kind: 'wait', seconds: -1 }, call, { kind: 'goto' }]) },
      { node: 'b', spec: { kind: 'steps', deck: 'my lab', main: [call], source: { kind: 'ROWS' } } },
      { node: 'c', spec: { kind: 'command' } },
      { node: 'd', spec: at([call]) },
      7,
    ] }, ['definition'], faults);
    expect(faults.map(({ path }) => path.slice(2).join('.'))).toEqual(['0.spec.main.0.seconds', '0.spec.main.2.kind', '0.node', '1.spec.deck', '1.spec.source.rows', '2.spec.binary', '4']);
    expect(read.map(({ head, spec, sound }) => [head?.node ?? null, spec?.kind ?? null, sound])).toEqual([[null, 'steps', false], ['b', 'steps', false], ['c', null, false], ['d', 'steps', true], [null, null, false]]);
    expect((read[0]!.spec as StepsSpec).main[1]).toEqual(call);
  });

  test('lists the faults of the graph when everything else is sound, and no more faults than are listed', () => {
    const graph: ValidationFault[] = [];
    readDefinition({ tasks: [{ node: 'a', spec: at([]), needs: ['x', 'y'] }, { node: 'a', spec: at([]) }] }, [], graph);
    expect(graph.map(({ path }) => path.join('.'))).toEqual(['tasks.1.node', 'tasks.0.needs.0', 'tasks.0.needs.1']);
    const listed: ValidationFault[] = [];
    readDefinition({ tasks: [{ node: 'a', spec: at(many(4_000, { kind: 'goto' })) }] }, [], listed);
    expect(listed).toHaveLength(MAX_VALIDATION_FAULTS);
  });

  test('a definition with steps is accepted whole', () => {
    const definition = { tasks: [{ node: 'a', needs: [], spec: stepsSpecAt(at([call]), []) }] };
    expect(definitionAt(JSON.parse(JSON.stringify(definition)), [])).toEqual(definition);
  });
});
