// The calls about configurations.
import { z } from 'zod';
import { listedConfigurations } from '../../../../../domain/task/content/configuration.ts';
import { contentsOf } from '../../../../../engine/task/edit/content.read.ts';
import { deleteConfiguration, editConfiguration } from '../../../../../engine/task/edit/edit-parameters.service.ts';
import { flag, id, object, opt, orElse, texts } from '../../call-shape.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { requireUuid, wireId } from '../../wire-id.ts';
import { requireDone } from './edit-answer.ts';
import { readTasks } from './hyper-params.call.ts';
import { taskIdsOf } from './many-tasks.call.ts';

/** Puts configurations in. */
export const editConfigurationCall = clearmlCall('tasks.edit_configuration', {
  since: '2.9',
  input: z.object({ task: id, configuration: z.array(object), replace_configuration: orElse(flag, false), force: orElse(flag, false) }),
  run: async ({ engine, command }, { task, configuration, replace_configuration: replace, force }) => {
    const { outcome } = await editConfiguration(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), configuration, replace, force });
    return { updated: requireDone(outcome) ? 1 : 0 };
  },
});

/** Takes configurations out. */
export const deleteConfigurationCall = clearmlCall('tasks.delete_configuration', {
  since: '2.9',
  input: z.object({ task: id, configuration: texts, force: orElse(flag, false) }),
  run: async ({ engine, command }, { task, configuration, force }) => {
    const { outcome } = await deleteConfiguration(engine, command, { taskId: requireUuid(task, 'INVALID_TASK_ID'), names: configuration, force });
    return { deleted: requireDone(outcome) ? 1 : 0 };
  },
});

/** The configurations of tasks by name, or those of some names. */
export const getConfigurationsCall = clearmlCall('tasks.get_configurations', {
  since: '2.9',
  role: 'viewer',
  input: z.object({ tasks: readTasks, names: opt(texts) }),
  run: async ({ engine, caller }, { tasks, names }) => {
    const docs = await contentsOf(engine, caller.actor, { taskIds: taskIdsOf(tasks), member: 'configuration' });
    const wanted = names === undefined || names.length === 0 ? null : new Set(names);
    return { configurations: docs.map(({ taskId, content }) => ({ task: wireId(taskId), configuration: listedConfigurations(content).filter(({ name }) => wanted?.has(name) ?? true) })) };
  },
});

/** The names of the configurations of tasks; tasks without any are left out unless they are asked for. */
export const getConfigurationNamesCall = clearmlCall('tasks.get_configuration_names', {
  since: '2.9',
  role: 'viewer',
  input: z.object({ tasks: readTasks, skip_empty: orElse(flag, true) }),
  run: async ({ engine, caller }, { tasks, skip_empty: skipEmpty }) => {
    const docs = await contentsOf(engine, caller.actor, { taskIds: taskIdsOf(tasks), member: 'configuration' });
    const named = docs.map(({ taskId, content }) => ({ task: wireId(taskId), names: listedConfigurations(content).map(({ name }) => name) }));
    return { configurations: named.filter(({ names }) => !skipEmpty || names.length > 0) };
  },
});
