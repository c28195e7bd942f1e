// Overrides: the spec of a task with what a person wants otherwise for its next attempt or for its clone.
import { invalid, type InputPath } from '../../domain/input/check.ts';
import { specAt } from '../../domain/input/spec-input.ts';
import { sampleSourceAt } from '../../domain/steps/sample-source-input.ts';
import { replaceSource } from '../../domain/steps/steps-input.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';

/** `args` replaces the arguments of a command, `env` is merged over its environment; `samples` replaces the source of a `steps` task. All are checked here. */
export interface SpecOverrides {
  readonly args?: readonly string[] | undefined;
  readonly env?: { readonly [name: string]: string } | undefined;
  readonly samples?: unknown;
}

/** Whether anything is to be otherwise. */
export function overridesAnything({ args, env, samples }: SpecOverrides): boolean {
  return args != null || env != null || samples != null;
}

/** The changed spec. Throws INVALID for what the kind of work does not have, or for a spec that is not as it must be; `path` leads to the overrides. */
export function overriddenSpec(spec: TaskSpec, { args, env, samples }: SpecOverrides, path: InputPath): TaskSpec {
  if (spec.kind === 'steps') {
    for (const [name, given] of Object.entries({ args, env })) if (given != null) invalid([...path, name], 'is for command tasks; a steps task takes samples');
    return samples == null ? spec : replaceSource(spec, sampleSourceAt(samples, [...path, 'samples']), [...path, 'samples']);
  }
  if (spec.kind === 'graph') {
    for (const [name, given] of Object.entries({ args, env, samples })) if (given != null) invalid([...path, name], 'is not for graph tasks; call the deployment again with other inputs or parameters');
    return spec;
  }
  if (samples != null) invalid([...path, 'samples'], 'is for steps tasks; a command takes args and env');
  if (env != null) variablesAt(env, [...path, 'env']);
  return specAt({ ...spec, args: args ?? spec.args, env: { ...spec.env, ...env } }, path);
}

/** Names and texts are checked with the whole spec; what is no object would vanish in the merge. */
function variablesAt(env: unknown, path: InputPath): void {
  if (typeof env !== 'object' || env === null || Array.isArray(env)) invalid(path, 'must be an object of texts');
}
