// Reading specs, retry policies and definitions that come from outside.
import { MAX_WORKFLOW_TASKS, type TaskTemplate, type WorkflowDefinition } from '../run/definition.ts';
import { graphFaults } from '../run/graph.ts';
import { DEFAULT_RETRY, MAX_BACKOFF_SECONDS, SPEC_KINDS, type CommandSpec, type RetryPolicy, type TaskSpec } from '../task/spec.ts';
import { integerAt, invalid, jsonObjectAt, listAt, numberAt, objectAt, optional, textAt, wordAt, type InputPath } from './check.ts';

/** Limits of a command spec. */
export const SPEC_LIMITS = { path: 4_096, argument: 131_072, arguments: 1_000, variables: 500, variable: 32_768, diff: 1_000_000, seconds: 31_536_000, total: 2_000_000, json: 65_536 } as const;
/** Longest name of a task, run, workflow or queue. */
export const MAX_NAME = 255;
/** Node names of definitions. */
export const NODE_NAME = /^[A-Za-z0-9_.-]{1,100}$/;

const COMMAND_KEYS = ['kind', 'binary', 'entryPoint', 'args', 'workingDir', 'repository', 'branch', 'tag', 'commit', 'diff', 'requirements', 'env', 'container', 'timeoutSeconds', 'graceSeconds'];
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const COMMIT = /^[0-9a-f]{7,64}$/;

/** A name shown to people. */
export function nameAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: MAX_NAME, pattern: /^[^\p{Cc}]*$/u, form: 'free of control characters' });
}

/** A spec; only kinds that have an executor are accepted. */
export function specAt(value: unknown, path: InputPath): TaskSpec {
  const kind = wordAt((value as { kind?: unknown } | null)?.kind, [...path, 'kind'], SPEC_KINDS);
  if (kind !== 'command') invalid([...path, 'kind'], `no executor for ${kind} tasks in this version; use command`);
  const spec = commandAt(objectAt(value, path, COMMAND_KEYS), path);
  if (JSON.stringify(spec).length > SPEC_LIMITS.total) invalid(path, `is larger than ${SPEC_LIMITS.total} characters of JSON`);
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

/** A whole definition: shapes first, then its graph; every fault names its place. */
export function definitionAt(value: unknown, path: InputPath): WorkflowDefinition {
  const given = objectAt(value, path, ['tasks']);
  const tasks = listAt(given['tasks'], [...path, 'tasks'], { max: MAX_WORKFLOW_TASKS, entry: templateAt });
  if (tasks.length === 0) invalid([...path, 'tasks'], 'must have at least one task');
  const definition = { tasks };
  const fault = graphFaults(definition)[0];
  if (fault) invalid([...path, ...fault.path], fault.message);
  if (JSON.stringify(definition).length > SPEC_LIMITS.total * 4) invalid(path, `is larger than ${SPEC_LIMITS.total * 4} characters of JSON`);
  return definition;
}

function templateAt(value: unknown, path: InputPath): TaskTemplate {
  const given = objectAt(value, path, ['node', 'name', 'spec', 'retry', 'needs', 'queue']);
  const node = textAt(given['node'], [...path, 'node'], { max: 100, pattern: NODE_NAME, form: 'made of letters, digits, _ . -' });
  return {
    node,
    ...present('name', given['name'], (v) => nameAt(v, [...path, 'name'])),
    spec: specAt(given['spec'], [...path, 'spec']),
    ...present('retry', given['retry'], (v) => retryAt(v, [...path, 'retry'])),
    // Naming a need twice means no more than once.
    needs: [...new Set(optional(given['needs'], (v) => listAt(v, [...path, 'needs'], { max: MAX_WORKFLOW_TASKS, entry: needAt }), []))],
    ...present('queue', given['queue'], (v) => nameAt(v, [...path, 'queue'])),
  };
}

function needAt(value: unknown, path: InputPath): string {
  return textAt(value, path, { min: 1, max: 100 });
}

function commandAt(given: { readonly [key: string]: unknown }, path: InputPath): CommandSpec {
  const at = (key: string) => [...path, key];
  const pathText = (key: string) => present(key, given[key], (v) => textAt(v, at(key), { min: 1, max: SPEC_LIMITS.path }));
  const json = (key: string) => present(key, given[key], (v) => jsonObjectAt(v, at(key), { max: SPEC_LIMITS.json }));
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
    ...json('requirements'),
    env: optional(given['env'], (v) => environmentAt(v, at('env')), {}),
    ...json('container'),
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

function present<K extends string, T>(key: K, value: unknown, check: (value: unknown) => T): { readonly [key in K]?: T } {
  return value === undefined || value === null ? {} : ({ [key]: check(value) } as { readonly [key in K]: T });
}
