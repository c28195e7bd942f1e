// Samples given with a run: they take the place of those that its definition has.
import { shownList } from '../deck/coerce.ts';
import { MAX_DEFINITION, NODE_NAME } from '../input/definition-input.ts';
import { invalid, listAt, objectAt, optional, textAt, type InputPath } from '../input/check.ts';
import { sampleSourceAt } from '../steps/sample-source-input.ts';
import { replaceSource } from '../steps/steps-input.ts';
import type { SampleSource } from '../steps/steps-spec.ts';
import { MAX_WORKFLOW_TASKS, type WorkflowDefinition } from './definition.ts';

/** Samples for one steps task: that of a node, or the only one there is. */
export interface RunSamples {
  readonly node: string | null;
  readonly source: SampleSource;
  /** Where in the input they stand. */
  readonly path: InputPath;
}

/** The samples of a run. Throws INVALID with the place. */
export function runSamplesAt(value: unknown, path: InputPath): readonly RunSamples[] {
  return optional(value, (v) => listAt(v, path, { max: MAX_WORKFLOW_TASKS, entry: runSampleAt }), []);
}

function runSampleAt(value: unknown, path: InputPath): RunSamples {
  const given = objectAt(value, path, ['node', 'source']);
  return {
    node: optional(given['node'], (v) => textAt(v, [...path, 'node'], { max: 100, pattern: NODE_NAME, form: 'made of letters, digits, _ . -' }), null),
    source: sampleSourceAt(given['source'], [...path, 'source']),
    path,
  };
}

/** A definition with samples put in, and where in the input the samples of those nodes stand. */
export interface SampledDefinition {
  readonly definition: WorkflowDefinition;
  readonly sourcePaths: ReadonlyMap<string, InputPath>;
}

/** Puts samples into a definition. Throws INVALID with the place for a node that takes none, or that gets them twice. */
export function withSamples(definition: WorkflowDefinition, samples: readonly RunSamples[]): SampledDefinition {
  const sourcePaths = new Map<string, InputPath>();
  const sources = new Map<string, RunSamples>();
  for (const one of samples) {
    const node = nodeFor(definition, one);
    if (sources.has(node)) invalid(one.path, `the node ${node} gets samples twice`);
    sources.set(node, one);
    sourcePaths.set(node, [...one.path, 'source']);
  }
  if (sources.size === 0) return { definition, sourcePaths };
  const tasks = definition.tasks.map((task) => {
    const own = sources.get(task.node);
    return own && task.spec.kind === 'steps' ? { ...task, spec: replaceSource(task.spec, own.source, [...own.path, 'source']) } : task;
  });
  if (JSON.stringify(tasks).length > MAX_DEFINITION) invalid(samples[0]!.path, `make a definition of more than ${MAX_DEFINITION} characters of JSON: split the run`);
  return { definition: { ...definition, tasks }, sourcePaths };
}

function nodeFor(definition: WorkflowDefinition, { node, path }: RunSamples): string {
  const taking = definition.tasks.filter(({ spec }) => spec.kind === 'steps').map((task) => task.node);
  if (taking.length === 0) invalid(path, 'no task of the definition takes samples: only steps tasks do');
  if (node === null) return taking.length === 1 ? taking[0]! : invalid([...path, 'node'], `must be named where several tasks take samples: ${shownList(taking)}`);
  return taking.includes(node) ? node : invalid([...path, 'node'], `${node} takes no samples; those that do are ${shownList(taking)}`);
}
