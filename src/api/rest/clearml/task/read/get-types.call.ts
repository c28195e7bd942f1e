// The call that says which types of tasks there are.
import { z } from 'zod';
import { listTaskTypes } from '../../../../../engine/read/search.read.ts';
import { clearmlCall } from '../../clearml-call.ts';
import { ClearmlError } from '../../clearml-error.ts';
import { ids, opt } from '../../call-shape.ts';
import { MAX_NESTED_VALUES } from '../../query/nested-list.ts';
import { uuidOf } from '../../wire-id.ts';

/** `tasks.get_types`: of all tasks, or of those in some projects and below them. */
export const getTypesCall = clearmlCall('tasks.get_types', {
  role: 'viewer',
  input: z.object({ projects: opt(ids) }),
  run: async ({ engine, command }, { projects = [] }) => {
    if (projects.length > MAX_NESTED_VALUES) throw new ClearmlError('VALIDATION', `Validation error: projects: at most ${MAX_NESTED_VALUES} ids, has ${projects.length}`);
    return { types: await listTaskTypes(engine, command.actor, projects.length === 0 ? null : projects.flatMap((each) => uuidOf(each) ?? [])) };
  },
});
