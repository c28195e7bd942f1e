// Reading specs and retry policies that come from outside.
import { DEFAULT_RETRY, MAX_BACKOFF_SECONDS, SPEC_KINDS, type CommandSpec, type RetryPolicy, type TaskSpec } from '../task/spec.ts';
import { stepsSpecAt } from '../steps/steps-input.ts';
import type { StepsReading } from '../steps/steps-reading.ts';
import { SPEC_LIMITS } from './spec-limits.ts';
import { integerAt, invalid, jsonObjectAt, listAt, numberAt, objectAt, optional, textAt, wordAt, type InputPath } from './check.ts';

export { SPEC_LIMITS } from './spec-limits.ts';

/** Longest name of a task, run, workflow or queue. */
export const MAX_NAME = 255;

const COMMAND_KEYS = ['kind', 'binary', 'entryPoint', 'args', 'workingDir', 'repository', 'branch', 'tag', 'commit', 'diff', 'requirements', 'env', 'container', 'timeoutSeconds', 'graceSeconds'];
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const COMMIT = /^[0-9a-f]{7,64}$/;

/** A name shown to people. */
export function nameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: MAX_NAME, pattern: /^[^\p{Cc}]*$/u, form: 'free of control characters' });
}

/** A spec; only kinds that have an executor are accepted. Faults of steps are thrown, or listed, as the reading does. */
export function specAt(value: unknown, path: InputPath, reading?: StepsReading): TaskSpec {
  const kind = wordAt((value as { kind?: unknown } | null)?.kind, [...path, 'kind'], SPEC_KINDS);
  if (kind === 'graph') invalid([...path, 'kind'], 'graph tasks are made by deployments alone: deploy the document by deployWorkflow, and call it by runDeployment');
  if (kind !== 'command' && kind !== 'steps') invalid([...path, 'kind'], `no executor for ${kind} tasks in this version; use command or steps`);
  const spec = kind === 'steps' ? stepsSpecAt(value, path, reading) : commandAt(objectAt(value, path, COMMAND_KEYS), path);
  if (JSON.stringify(spec).length > SPEC_LIMITS.total) invalid(path, `is larger than ${SPEC_LIMITS.total} characters of JSON`);
  return spec;
}

/** The spec of a task that belongs to no run, which only command tasks may be. */
export function commandSpecAt(value: unknown, path: InputPath): CommandSpec {
  const spec = specAt(value, path);
  if (spec.kind !== 'command') invalid([...path, 'kind'], `${spec.kind} tasks belong to a run: use createRun`);
  return spec;
}

/** A retry policy; what is absent comes from the default. */
export function retryAt(value: unknown, path: InputPath): RetryPolicy {
  if (value === undefined || value === null) return DEFAULT_RETRY;
  const given = objectAt(value, path, ['onLost', 'maxLost', 'maxRetries', 'backoffSeconds']);
  return {
    onLost: optional(given['onLost'], (v) => wordAt(v, [...path, 'onLost'], ['REQUEUE', 'FAIL']), DEFAULT_RETRY.onLost),
    maxLost: optional(given['maxLost'], (v) => integerAt(v, [...path, 'maxLost'], { min: 1, max: 100 }), DEFAULT_RETRY.maxLost),
    maxRetries: optional(given['maxRetries'], (v) => integerAt(v, [...path, 'maxRetries'], { min: 0, max: 100 }), DEFAULT_RETRY.maxRetries),
    backoffSeconds: optional(given['backoffSeconds'], (v) => numberAt(v, [...path, 'backoffSeconds'], { min: 0, max: MAX_BACKOFF_SECONDS }), DEFAULT_RETRY.backoffSeconds),
  };
}

function commandAt(given: { readonly [key: string]: unknown }, path: InputPath): CommandSpec {
  const at = (key: string) => [...path, key];
  const pathText = (key: string) => present(key, given[key], (v) => textAt(v, at(key), { min: 1, max: SPEC_LIMITS.path }));
  const json = (key: string, max: number) => present(key, given[key], (v) => jsonObjectAt(v, at(key), { max }));
  const seconds = (key: string, min: number) => present(key, given[key], (v) => numberAt(v, at(key), { min, max: SPEC_LIMITS.seconds }));
  return {
    kind: 'command',
    binary: textAt(given['binary'], at('binary'), { min: 1, max: SPEC_LIMITS.path }),
    ...pathText('entryPoint'),
    args: optional(given['args'], (v) => listAt(v, at('args'), { max: SPEC_LIMITS.arguments, entry: argumentAt }), []),
    ...pathText('workingDir'),
    ...pathText('repository'),
    ...pathText('branch'),
    ...pathText('tag'),
    ...present('commit', given['commit'], (v) => textAt(v, at('commit'), { max: 64, pattern: COMMIT, form: 'a commit id of 7 to 64 lower-case hex digits' })),
    ...present('diff', given['diff'], (v) => textAt(v, at('diff'), { max: SPEC_LIMITS.diff })),
    ...json('requirements', SPEC_LIMITS.requirements),
    env: optional(given['env'], (v) => environmentAt(v, at('env')), {}),
    ...json('container', SPEC_LIMITS.json),
    ...seconds('timeoutSeconds', 0.001),
    ...seconds('graceSeconds', 0),
  } as CommandSpec;
}

function argumentAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { max: SPEC_LIMITS.argument });
}

function environmentAt(value: unknown, path: InputPath): { readonly [name: string]: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) invalid(path, 'must be an object of texts');
  const entries = Object.entries(value);
  if (entries.length > SPEC_LIMITS.variables) invalid(path, `must have at most ${SPEC_LIMITS.variables} variables`);
  for (const [name] of entries) if (!VARIABLE.test(name) || name.length > MAX_NAME) invalid([...path, name], 'is no name of an environment variable');
  return Object.fromEntries(entries.map(([name, text]) => [name, textAt(text, [...path, name], { max: SPEC_LIMITS.variable })]));
}

/** The field with its checked value, or nothing when it is absent (undefined or null). */
export function present<K extends string, T>(key: K, value: unknown, check: (value: unknown) => T): { readonly [key in K]?: T } {
  return value === undefined || value === null ? {} : ({ [key]: check(value) } as { readonly [key in K]: T });
}
