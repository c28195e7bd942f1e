// Lists of projects, and one of them.
import { z } from 'zod';
import { id, object } from '../call-shape.ts';
import { type ClearmlData, clearmlCall } from '../clearml-call.ts';
import type { ClearmlContext } from '../clearml-context.ts';
import { listAnswer, objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid, unknownId } from '../wire-id.ts';
import { projectView } from './project.view.ts';

/** Projects, hidden ones only on demand. */
export const listProjectsCall = clearmlCall('projects.get_all', { role: 'viewer', input: object, run: (context, input) => list(context, input, false) });

/** The same with references as objects. */
export const listProjectsExCall = clearmlCall('projects.get_all_ex', { role: 'viewer', input: object, run: (context, input) => list(context, input, true) });

/** One project, also a hidden one. */
export const projectByIdCall = clearmlCall('projects.get_by_id', {
  role: 'viewer',
  input: z.object({ project: id }),
  run: async (context, { project: asked }) => {
    const [project] = await objectsById(context, projectView, { ids: [requireUuid(asked, 'INVALID_PROJECT_ID')], views: VIEWS, asObjects: false });
    return { project: project ?? unknownId(asked, 'INVALID_PROJECT_ID') };
  },
});

// Shallow: those at the top, or the children of the given parents. Else: all of them, or all below the given parents.
function list(context: ClearmlContext, given: Readonly<Record<string, unknown>>, asObjects: boolean): Promise<ClearmlData> {
  const isShallow = given['shallow_search'] === true;
  const parent = given['parent'] ?? (isShallow ? [null] : undefined);
  return listAnswer(context, projectView, { input: { ...given, parent, include_subprojects: !isShallow }, views: VIEWS, asObjects });
}
