// Checks before submission: everything that is wrong with a definition or a run, and how much work it would be. Nothing is stored.
import { requireRole, type Actor } from '../../domain/access.ts';
import { readDefinition, type ReadTemplate } from '../../domain/input/definition-input.ts';
import { runSamplesAt, withSamples, type SampledDefinition } from '../../domain/run/run-samples.ts';
import { listFault, listingReading } from '../../domain/steps/steps-reading.ts';
import type { ValidationFault, ValidationReport } from '../../domain/steps/validation.ts';
import { requireReadable } from '../place-check.ts';
import type { Reading } from '../read/list.read.ts';
import { runFieldsAt, type CreateRunInput } from '../run/run-input.ts';
import { savedSource, sourcePathOf } from '../run/run-source.ts';
import { reportOn } from './definition-report.ts';
import { requirePlaces } from './run-places.ts';

/** Checks a definition as `saveWorkflow` would: samples may still be given with each run. Needs the role viewer. */
export async function validateWorkflow(engine: Reading, actor: Actor, input: { readonly definition: unknown }): Promise<ValidationReport> {
  requireRole(actor, 'viewer');
  const faults: ValidationFault[] = [];
  const templates = readDefinition(input.definition, ['definition'], faults);
  return reportOn(engine.db, { templates, faults, path: ['definition'], open: true });
}

/** Checks a run as `createRun` would, with its samples, project and queues. Needs the role viewer. */
export async function validateRun(engine: Reading, actor: Actor, input: Omit<CreateRunInput, 'enqueue'>): Promise<ValidationReport> {
  requireRole(actor, 'viewer');
  const faults: ValidationFault[] = [];
  const { guard } = listingReading(faults);
  if (guard(() => runFieldsAt(input), null) === null && (input.workflowId == null) === (input.definition == null)) return { valid: false, faults, tasks: [] };
  const own = await templatesOf({ db: engine.db, actor }, input, faults);
  const sampled = guard(() => withRunSamples(own, input.samples), null);
  const templates = sampled === null ? own : own.map((one, i) => ({ ...one, spec: sampled.definition.tasks[i]?.spec ?? one.spec }));
  await listing(faults, () => requirePlaces({ db: engine.db, actor }, input, templates));
  return reportOn(engine.db, { templates, faults, path: sourcePathOf(input), ...(sampled ? { sourcePaths: sampled.sourcePaths } : {}) });
}

async function templatesOf({ db, actor }: Reading & { readonly actor: Actor }, input: Omit<CreateRunInput, 'enqueue'>, faults: ValidationFault[]): Promise<readonly ReadTemplate[]> {
  if (input.definition != null) return readDefinition(input.definition, ['definition'], faults);
  const saved = await listing(faults, () => savedSource(db, input, (found) => requireReadable(db, actor, found)));
  return saved === null ? [] : saved.definition.tasks.map(({ spec, ...head }) => ({ head, spec, sound: true }));
}

/** The samples in their places; with a definition that could not be read they are only read themselves. */
function withRunSamples(templates: readonly ReadTemplate[], value: unknown): SampledDefinition | null {
  const samples = runSamplesAt(value, ['samples']);
  const tasks = templates.flatMap(({ head, spec }) => (head && spec ? [{ ...head, spec }] : []));
  return tasks.length < templates.length || tasks.length === 0 ? null : withSamples({ tasks }, samples);
}

/** What a read gives; null with the fault listed when the input makes it fail. */
async function listing<T>(faults: ValidationFault[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    listFault(faults, error);
    return null;
  }
}
