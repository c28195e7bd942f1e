// Artifacts of a task: put by (key, mode), and taken away.
import { DomainError } from '../../../domain/errors.ts';
import type { CommandOutcome } from '../../../domain/outcome.ts';
import { artifactNamesAt, artifactsAt } from '../../../domain/task/content/artifact-input.ts';
import { CONTENT_LIMITS } from '../../../domain/task/content/content-limits.ts';
import { decidePartEdit } from '../../../domain/task/content/edit-rule.ts';
import { someAt } from '../../../domain/task/content/hyperparams.ts';
import { countArtifacts, deleteArtifacts, putArtifacts } from '../../../store/write/experiment/artifact.store.ts';
import type { CommandContext, Engine } from '../../engine.ts';
import { changeList } from './change-list.ts';

/** What putting came to. */
export interface PutOutcome {
  readonly outcome: CommandOutcome;
  /** Keys that are new, and keys that were there. */
  readonly added: readonly string[];
  readonly updated: readonly string[];
}

/**
 * Adds artifacts, or replaces those of the same key and mode. Refused with NOT_DRAFT unless the task is created or in progress, or `anyStatus`.
 * Errors: INVALID, LIMIT_EXCEEDED (`CONTENT_LIMITS.artifacts`), NOT_FOUND, FORBIDDEN.
 */
export async function putTaskArtifacts(engine: Engine, context: CommandContext, input: { readonly taskId: string; readonly artifacts: unknown; readonly anyStatus?: boolean }): Promise<PutOutcome> {
  const { taskId, anyStatus = false } = input;
  const artifacts = someAt(artifactsAt(input.artifacts, ['artifacts']), ['artifacts']);
  let put: Awaited<ReturnType<typeof putArtifacts>> = [];
  const outcome = await changeList(engine, context, {
    op: 'putArtifacts', part: 'artifacts', input: { taskId, artifacts },
    verdict: (status) => (anyStatus ? { kind: 'GO' } : decidePartEdit(status, { force: true })),
    change: async (tx, of) => {
      put = await putArtifacts(tx, of, artifacts);
      const n = await countArtifacts(tx, of);
      if (n > CONTENT_LIMITS.artifacts) throw new DomainError('LIMIT_EXCEEDED', `a task keeps at most ${CONTENT_LIMITS.artifacts} artifacts, these would make ${n}: delete some first`, { path: ['artifacts'] });
      return put.length;
    },
  });
  const keys = (isNew: boolean) => put.filter((one) => one.isNew === isNew).map(({ key }) => key);
  return { outcome, added: keys(true), updated: keys(false) };
}

/** Takes artifacts away; nothing happens when none of them is there. Refused with NOT_DRAFT unless created, or in progress by force. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export function deleteTaskArtifacts(engine: Engine, context: CommandContext, input: { readonly taskId: string; readonly names: unknown; readonly force: boolean }): Promise<CommandOutcome> {
  const { taskId, force } = input;
  const names = someAt(artifactNamesAt(input.names, ['names']), ['names']);
  return changeList(engine, context, {
    op: 'deleteArtifacts', part: 'artifacts', input: { taskId, force, names },
    verdict: (status) => decidePartEdit(status, { force }),
    change: (tx, of) => deleteArtifacts(tx, of, names),
  });
}
