// The call that copies a task.
import { z } from 'zod';
import { cloneTask } from '../../../../../engine/task/clone-task.service.ts';
import { projectIdOf } from '../../../../../engine/task/edit/content.read.ts';
import { flag, id, object, opt, orElse, text, texts } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { DELETED_PREFIX, requireUuid, wireId } from '../../wire-id.ts';
import { execution } from './content-shape.ts';
import { requireDone, withCodes } from './edit-answer.ts';
import { executionOf, namedModels, requireName, tagsOf } from './wire-content.ts';

const input = z.object({
  task: id, new_task_name: opt(text), new_task_comment: opt(text), new_task_tags: opt(texts), new_task_system_tags: opt(texts), new_task_parent: opt(id), new_task_project: opt(id),
  execution_overrides: opt(execution), validate_references: orElse(flag, false), new_task_hyperparams: opt(object), new_task_configuration: opt(object), new_task_container: opt(object),
  new_task_input_models: opt(z.array(z.object({ name: text, model: id }))), new_project_name: opt(text),
});

/** Copies a task of any status; the copy is created, and nothing that came of running the original goes with it. */
export const cloneCall = clearmlCall('tasks.clone', {
  input,
  run: async (context, given) => {
    const { new_project_name: projectName, new_task_parent: parent, new_task_project: project, execution_overrides: overrides } = given;
    const isGone = parent?.startsWith(DELETED_PREFIX) ?? false;
    const content = {
      ...executionOf({ execution: overrides, container: given.new_task_container }, context.version),
      ...tagsOf({ tags: given.new_task_tags, system_tags: given.new_task_system_tags }, context.version),
      comment: given.new_task_comment, hyperparams: given.new_task_hyperparams, configuration: given.new_task_configuration, queueId: undefined,
      inputModels: namedModels(given.new_task_input_models ?? (overrides?.model === undefined ? undefined : [{ name: 'Input Model', model: overrides.model }])),
      artifacts: overrides?.artifacts?.filter(({ mode }) => mode === 'input'),
      projectId: project === undefined ? undefined : requireUuid(project, 'INVALID_PROJECT_ID'),
      parentId: parent === undefined ? undefined : requireUuid(isGone ? parent.slice(DELETED_PREFIX.length) : parent, 'INVALID_TASK_ID'),
    };
    const into = project === undefined && projectName !== undefined ? `/${projectName.trim()}` : undefined;
    const outcome = await withCodes({ name: 'DATA_VALIDATION', projectName: 'PROJECT_NAME' }, () => cloneTask(context.engine, context.command, {
      taskId: requireUuid(given.task, 'INVALID_TASK_ID'), name: given.new_task_name === undefined ? undefined : requireName(given.new_task_name), content, projectPath: into, parentDeleted: isGone, checkAll: given.validate_references,
    }));
    requireDone(outcome);
    return { id: wireId(outcome.subjectId), ...(into === undefined ? {} : { new_project: { id: wireId(await projectIdOf(context.engine, outcome.subjectId)), name: into.slice(1) } }) };
  },
});
