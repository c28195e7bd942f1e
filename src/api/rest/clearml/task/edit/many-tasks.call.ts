// The calls that change where many tasks stand for their people: public, another project, other tags.
import { z } from 'zod';
import { moveTasks } from '../../../../../engine/task/edit/many/move-tasks.service.ts';
import { setPublic } from '../../../../../engine/task/edit/many/set-public.service.ts';
import { tagTasks } from '../../../../../engine/task/edit/many/tag-tasks.service.ts';
import { id, ids, opt, text, texts } from '../../call-shape.ts';
import { clearmlCall, type ClearmlCall } from '../../clearml-call.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { requireUuid, wireId } from '../../wire-id.ts';
import { withCodes } from './edit-answer.ts';
import { tagsOf } from './wire-content.ts';

/** Ids of tasks, at least one. */
export const someTasks = ids.refine((given) => given.length > 0, 'must have at least one id');

function publicCall(name: string, isPublic: boolean): ClearmlCall {
  return clearmlCall(name, {
    since: '2.9',
    input: z.object({ ids: someTasks }),
    run: async ({ engine, command }, { ids: given }) => {
      const taskIds = taskIdsOf(given);
      return { updated: (await setPublic(engine, command, { taskIds, isPublic })).changed };
    },
  });
}

/** All of them become readable by everybody and writable by nobody. */
export const makePublicCall = publicCall('tasks.make_public', true);
/** The reverse. */
export const makePrivateCall = publicCall('tasks.make_private', false);

/** To a project of an id, or of a name, which is made when it is not there. */
export const moveCall = clearmlCall('tasks.move', {
  since: '2.12',
  input: z.object({ ids: someTasks, project: opt(id), project_name: opt(text) }),
  run: async ({ engine, command }, { ids: given, project, project_name: name }) => {
    if (project === undefined && name === undefined) throw new ClearmlError('VALIDATION', 'Validation error: give project or project_name');
    const to = project === undefined ? { path: `/${name!.trim()}` } : { projectId: requireUuid(project, 'INVALID_PROJECT_ID') };
    const { projectId } = await withCodes({ projectName: 'PROJECT_NAME' }, () => moveTasks(engine, command, { taskIds: taskIdsOf(given), to }));
    return { project_id: wireId(projectId) };
  },
});

/** Tags put on and taken off. */
export const updateTagsCall = clearmlCall('tasks.update_tags', {
  since: '2.27',
  input: z.object({ ids: someTasks, add_tags: opt(texts), remove_tags: opt(texts) }),
  run: async ({ engine, command, version }, { ids: given, add_tags: add = [], remove_tags: remove = [] }) => {
    tagsOf({ tags: add, system_tags: [] }, version);
    return { updated: (await tagTasks(engine, command, { taskIds: taskIdsOf(given), add, remove })).changed };
  },
});

/** Ids of ours; throws INVALID_TASK_ID for the first that can be none. */
export function taskIdsOf(given: readonly string[]): readonly string[] {
  return given.map((one) => requireUuid(one, 'INVALID_TASK_ID'));
}
