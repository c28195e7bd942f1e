// What an edit answers: how many tasks it changed, and the fields as they are stored now.
import { DomainError } from '../../../../../domain/errors.ts';
import type { CommandOutcome } from '../../../../../domain/outcome.ts';
import type { EditOutcome } from '../../../../../engine/task/edit/carry-out-edit.ts';
import type { WrittenContent } from '../../../../../engine/task/edit/content-write.ts';
import { ClearmlError, type ClearmlCode } from '../../clearml-error.ts';
import type { ClearmlContext } from '../../clearml-context.ts';
import { wireId, withWireIds } from '../../wire-id.ts';
import { wireTime } from '../../wire-time.ts';
import { wireArtifact } from '../wire-artifact.ts';

/** Codes by the member of the engine's input that is wrong, where they differ from the common ones. */
export type CodesByMember = Readonly<Record<string, ClearmlCode>>;

/** Codes of what is wrong with a new task. */
export const NEW_TASK_CODES: CodesByMember = { name: 'DATA_VALIDATION', projectId: 'FIELD_VALUES', parentId: 'FIELD_VALUES', tags: 'FIELD_VALUES', systemTags: 'FIELD_VALUES' };
/** Codes of what is wrong with a change of one. */
export const EDIT_CODES: CodesByMember = { ...NEW_TASK_CODES, projectId: 'INVALID_PROJECT_ID' };

/** Does something of the engine's; what is wrong with a member that has a code of its own here is told with that. */
export async function withCodes<T>(codes: CodesByMember, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || (error.code !== 'NOT_FOUND' && error.code !== 'INVALID')) throw error;
    const code = codes[error.path?.[0] ?? ''];
    throw code === undefined ? error : new ClearmlError(code, withWireIds(error.message), { cause: error });
  }
}

/** Whether a command did something; throws the code for a refusal. */
export function requireDone({ result, message }: CommandOutcome): boolean {
  if (result === 'REFUSED') throw new ClearmlError('TASK_STATUS', `Invalid task status: ${message ?? 'the task cannot be changed as it stands'}`);
  return result === 'ACCEPTED';
}

/** The answer of edit, update and set_requirements. */
export function editAnswer(context: ClearmlContext, { outcome, written }: EditOutcome): { updated: number; fields: Record<string, unknown> } {
  const updated = requireDone(outcome) ? 1 : 0;
  return { updated, fields: written === null ? {} : { ...fieldsOf(written), ...timesOf(context, written) } };
}

/** When it changed, and who did it. */
export function timesOf({ caller }: ClearmlContext, { lastChange, isOfRun }: WrittenContent): Record<string, unknown> {
  const at = wireTime(lastChange);
  return { last_change: at, last_changed_by: wireId(caller.actor.userId), ...(isOfRun ? { last_update: at } : {}) };
}

function fieldsOf({ patch, doc }: WrittenContent): Record<string, unknown> {
  const { name, tags, systemTags, type, comment, projectId, parentId, status, statusMessage, artifacts, queueId, inputModels, outputModels } = patch;
  const given = (key: string, value: unknown, isGiven = value !== undefined) => (isGiven ? { [key]: value } : {});
  const models = (list: typeof inputModels) => list?.map((model) => ({ name: model.name, model: wireId(model.modelId) }));
  return {
    ...given('name', name), ...given('tags', tags), ...given('system_tags', systemTags), ...given('type', type), ...given('comment', comment), ...given('status', status), ...given('status_message', statusMessage),
    ...given('project', projectId && wireId(projectId)), ...given('parent', parentId && wireId(parentId)),
    ...given('script', doc.script, patch.script !== undefined), ...given('output', doc.output, patch.output !== undefined), ...given('runtime', doc.runtime, patch.runtime !== undefined),
    ...given('execution', { ...doc.execution, ...given('artifacts', artifacts?.map(wireArtifact)), ...given('queue', queueId && wireId(queueId)) }, (patch.execution ?? artifacts ?? queueId) !== undefined),
    ...given('hyperparams', doc.hyperparams, (patch.hyperparams ?? patch.legacyParameters) !== undefined),
    ...given('configuration', doc.configuration, (patch.configuration ?? patch.legacyModelDescription) !== undefined),
    ...given('container', doc.container, (patch.container ?? patch.dockerCommand) !== undefined),
    ...given('models', { ...given('input', models(inputModels)), ...given('output', models(outputModels)) }, (inputModels ?? outputModels) !== undefined),
  };
}
