// Creating models.
import { modelPartsAt, type ModelParts } from '../../domain/model/model-input.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { insertModel } from '../../store/write/experiment/model.store.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { findProject } from '../found.ts';
import { send } from '../work.ts';
import { emitModel } from './model-events.ts';
import { maker, requireParent } from './model-lock.ts';

/** What a new model is made of. */
export interface CreateModelInput extends ModelParts {
  readonly name: string;
  /** The project of the task that makes it when absent, the root project when there is no such task. */
  readonly projectId?: string | undefined;
  readonly taskId?: string | undefined;
  readonly parentId?: string | undefined;
  readonly isPublic?: boolean | undefined;
}

/** Creates a model; published at once unless `ready` is false. Errors: INVALID, NOT_FOUND (project, task, parent). */
export async function createModel(engine: Engine, context: CommandContext, input: CreateModelInput): Promise<CommandOutcome> {
  const parts = modelPartsAt(input);
  return runCommand(engine, context, {
    op: 'createModel',
    input,
    // Programs make models while they run: a report that goes on under any lock.
    gate: 'REPORT',
    body: async (work) => {
      const task = await maker(work, input.taskId);
      const project = await findProject(work, input.projectId ?? task?.projectId);
      await requireParent(work, input.parentId);
      const model = {
        id: engine.newId(), projectId: project.id, name: input.name, uri: '', framework: null, labels: {}, design: null, ready: true, taskId: task?.id ?? null, parentId: input.parentId ?? null,
        comment: '', tags: [], systemTags: [], metadata: {}, isPublic: input.isPublic ?? false, createdBy: work.actorId, ...parts,
      };
      send(insertModel(work.tx, model));
      emitModel(work, 'model.created', { model, data: { ready: model.ready } });
      return accepted(model.id);
    },
  });
}
