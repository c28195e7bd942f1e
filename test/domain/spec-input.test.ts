import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/errors.ts';
import { jsonObjectAt, MAX_PATH_PART } from '../../src/domain/input/check.ts';
import { MAX_JSON_DEPTH } from '../../src/domain/input/json-fault.ts';
import { definitionAt } from '../../src/domain/input/definition-input.ts';
import { SPEC_LIMITS, nameAt, retryAt, specAt } from '../../src/domain/input/spec-input.ts';
import { graphFaults } from '../../src/domain/run/graph.ts';
import { DEFAULT_RETRY, type CommandSpec } from '../../src/domain/task/spec.ts';
import { anyDag, anyPolicy } from './domain-arbitraries.ts';

const KEYS = ['kind', 'binary', 'entryPoint', 'args', 'workingDir', 'repository', 'branch', 'tag', 'commit', 'diff', 'requirements', 'env', 'container', 'timeoutSeconds', 'graceSeconds', 'extra', '__proto__'];
const anyJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });

/** Objects of nearly the right shape: right keys with mostly wrong values. */
const nearSpec = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(anyJson, fc.constant('command'), fc.constant('sh'), fc.array(fc.string()), fc.double()));
const nearTemplate = fc.dictionary(fc.constantFrom('node', 'name', 'spec', 'retry', 'needs', 'queue', 'extra'), fc.oneof(anyJson, nearSpec, fc.constant('a'), fc.constant(['a'])));
const nearDefinition = fc.oneof(anyJson, fc.record({ tasks: fc.oneof(anyJson, fc.array(fc.oneof(nearTemplate, anyJson), { maxLength: 4 })) }));

const text = fc.string({ minLength: 1, maxLength: 20 }).filter((one) => !one.includes('\0'));
const variable = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/);
const goodSpec = fc.record(
  {
    kind: fc.constant('command'), binary: text, args: fc.array(text), env: fc.dictionary(variable, text), entryPoint: text, workingDir: text, repository: text, branch: text, tag: text,
    commit: fc.stringMatching(/^[0-9a-f]{7,40}$/), diff: text, requirements: fc.dictionary(text, fc.array(text)), container: fc.dictionary(text, text),
    timeoutSeconds: fc.integer({ min: 1, max: 1_000 }), graceSeconds: fc.integer({ min: 0, max: 1_000 }),
  },
  { requiredKeys: ['kind', 'binary', 'args', 'env'] },
);
const goodDefinition = fc.tuple(anyDag, fc.array(goodSpec, { minLength: 12, maxLength: 12 }), fc.array(fc.option(anyPolicy), { minLength: 12, maxLength: 12 })).map(([dag, specs, policies]) => ({
  tasks: dag.tasks.map((task, i) => ({ ...task, spec: specs[i]!, ...(policies[i] ? { retry: policies[i]! } : {}) })),
}));

/** What a check gives back, or the caller's error it throws; anything else thrown is a fault of ours. */
function attempt<T>(check: () => T): { value: T } | { error: DomainError } {
  try {
    return { value: check() };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('INVALID');
    expect(error.path).not.toBeNull();
    expect(error.message.isWellFormed()).toBe(true);
    return { error };
  }
}

function refusal(check: () => unknown): string {
  const result = attempt(check);
  return 'error' in result ? result.error.message : 'accepted';
}

describe('specs and definitions from outside', () => {
  test('arbitrary JSON is accepted or refused as INVALID with its place, nothing else', () => {
    fc.assert(fc.property(fc.oneof(anyJson, nearSpec), (value) => void attempt(() => specAt(value, ['spec']))), { numRuns: 1_000 });
    fc.assert(fc.property(nearDefinition, (value) => void attempt(() => definitionAt(value, []))), { numRuns: 1_000 });
    fc.assert(fc.property(anyJson, (value) => void attempt(() => retryAt(value, ['retry']))));
    fc.assert(fc.property(anyJson, (value) => void attempt(() => nameAt(value, ['name']))));
  });

  test('what is accepted can be stored: it is JSON without NUL and halves of pairs, and is accepted again unchanged', () => {
    fc.assert(fc.property(nearDefinition, (value) => {
      const result = attempt(() => definitionAt(value, []));
      if (!('value' in result)) return;
      const stored = JSON.parse(JSON.stringify(result.value));
      expect(definitionAt(stored, [])).toEqual(result.value);
      expect(graphFaults(result.value)).toEqual([]);
    }));
  });

  test('a valid spec comes back equal, also after a way through JSON', () => {
    fc.assert(fc.property(goodSpec, (spec) => {
      expect(specAt(spec, [])).toEqual(spec);
      expect(specAt(JSON.parse(JSON.stringify(spec)), [])).toEqual(spec);
    }));
  });

  test('a valid definition comes back equal, also after a way through JSON', () => {
    fc.assert(fc.property(goodDefinition, (definition) => {
      expect(definitionAt(definition, [])).toEqual(definition);
      expect(definitionAt(JSON.parse(JSON.stringify(definition)), [])).toEqual(definition);
    }), { numRuns: 50 });
  });

  test('what is absent gets its default', () => {
    expect(specAt({ kind: 'command', binary: 'true' }, [])).toEqual({ kind: 'command', binary: 'true', args: [], env: {} });
    expect(retryAt(null, [])).toEqual(DEFAULT_RETRY);
    expect(retryAt({ maxRetries: 2 }, [])).toEqual({ ...DEFAULT_RETRY, maxRetries: 2 });
  });

  test.each([
    ['a kind that deployments alone make', { kind: 'graph' }, 'spec.kind: graph tasks are made by deployments alone: deploy the document by deployWorkflow, and call it by runDeployment'],
    ['an unknown kind', { kind: 'shell' }, 'spec.kind: must be one of command, steps, graph, container'],
    ['no binary', { kind: 'command' }, 'spec.binary: must be a text'],
    ['a misspelt field', { kind: 'command', binary: 'a', arg: [] }, /^spec\.arg: is not known here; known are kind, binary/],
    ['a NUL', { kind: 'command', binary: 'a\0' }, 'spec.binary: must not contain the NUL character'],
    ['half a surrogate pair', { kind: 'command', binary: 'a', args: ['\ud800'] }, 'spec.args.0: contains half of a surrogate pair, which is no text'],
    ['a variable that is no name', { kind: 'command', binary: 'a', env: { 'A=B': 'c' } }, 'spec.env.A=B: is no name of an environment variable'],
    ['a variable that is no text', { kind: 'command', binary: 'a', env: { A: 1 } }, 'spec.env.A: must be a text'],
    ['an upper-case commit', { kind: 'command', binary: 'a', commit: 'ABCDEF0' }, 'spec.commit: must be a commit id of 7 to 64 lower-case hex digits'],
    ['no time at all', { kind: 'command', binary: 'a', timeoutSeconds: 0 }, 'spec.timeoutSeconds: must be from 0.001 to 31536000'],
    ['too many arguments', { kind: 'command', binary: 'a', args: Array(SPEC_LIMITS.arguments + 1).fill('') }, /^spec\.args: must have at most 1000 entries/],
    ['NUL deep within free JSON', { kind: 'command', binary: 'a', container: { image: ['x', { y: '\0' }] } }, 'spec.container.image.1.y: must not contain the NUL character'],
    ['half a pair within free JSON', { kind: 'command', binary: 'a', requirements: { '\udc00': 1 } }, /^spec\.requirements\.\ufffd: contains half of a surrogate pair/],
  ])('a spec with %s is refused at its place', (_name, spec, message) => {
    expect(refusal(() => specAt(spec, ['spec']))).toMatch(message);
  });

  test('a text that only looks like an escaped NUL is kept', () => {
    const container = { pattern: '\\u0000', other: '\\ud800' };
    expect((specAt({ kind: 'command', binary: 'a', container }, []) as CommandSpec).container).toEqual(container);
  });

  test('free JSON nested a hundred thousand levels deep is refused, not a crash', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as unknown;
    expect(refusal(() => specAt({ kind: 'command', binary: 'a', container: deep }, []))).toContain(`is nested deeper than ${MAX_JSON_DEPTH} levels`);
    expect(refusal(() => definitionAt(deep, []))).toContain('a: is not known here');
  });

  test('free JSON larger than its limit, or with what is not JSON, is refused', () => {
    expect(refusal(() => jsonObjectAt({ a: 'x'.repeat(100) }, ['inputs'], { max: 50 }))).toBe('inputs: is larger than 50 characters of JSON');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, undefined, () => 1]) expect(refusal(() => jsonObjectAt({ a: value }, ['inputs'], { max: 50 }))).toMatch(/^inputs\.a: (must be a finite number|is \w+, which is not JSON)$/);
    for (const value of [[], 'x', 1, null]) expect(refusal(() => jsonObjectAt(value, ['inputs'], { max: 50 }))).toBe('inputs: must be an object');
  });

  test('an error never repeats more than the beginning of a key, however long it is', () => {
    expect(refusal(() => specAt({ kind: 'command', ['k'.repeat(100_000)]: 1 }, [])).length).toBeLessThan(MAX_PATH_PART + 300);
    expect(refusal(() => specAt({ kind: 'command', binary: 'a', env: { ['E'.repeat(100_000)]: '' } }, [])).length).toBeLessThan(MAX_PATH_PART + 100);
  });

  test('a definition needs tasks, known needs and no circle, and names the place of what is wrong', () => {
    const task = (node: string, needs: readonly string[] = []) => ({ node, needs, spec: { kind: 'command', binary: 'a' } });
    expect(refusal(() => definitionAt({ tasks: [] }, ['definition']))).toBe('definition.tasks: must have at least one task');
    expect(refusal(() => definitionAt({ tasks: [task('a', ['b'])] }, ['definition']))).toBe('definition.tasks.0.needs.0: a needs b, which is not defined');
    expect(refusal(() => definitionAt({ tasks: [task('a'), task('a')] }, []))).toBe('tasks.1.node: the node a is defined twice');
    expect(refusal(() => definitionAt({ tasks: [task('a', ['a'])] }, []))).toBe('tasks: these tasks need each other in a circle: a needs a; remove one of these needs');
    expect(refusal(() => definitionAt({ tasks: [task('a b')] }, []))).toBe('tasks.0.node: must be made of letters, digits, _ . -');
    expect(definitionAt({ tasks: [task('__proto__'), task('b', ['__proto__', '__proto__'])] }, []).tasks[1]!.needs).toEqual(['__proto__']);
  });

  test('a retry policy outside its limits is refused', () => {
    for (const policy of [{ onLost: 'AGAIN' }, { maxLost: 0 }, { maxLost: 101 }, { maxRetries: -1 }, { maxRetries: 1.5 }, { backoffSeconds: 3_601 }, { wait: 1 }]) {
      expect(refusal(() => retryAt(policy, ['retry'])), JSON.stringify(policy)).toMatch(/^retry\.\w+: /);
    }
  });
});
