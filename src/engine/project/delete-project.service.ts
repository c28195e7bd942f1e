// Deleting projects.
import { DomainError } from '../../domain/errors.ts';
import { invalid, optional } from '../../domain/input/check.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { contentsOf, COUNTED_CONTENTS, dissolveProjects, lockProjectTree, type ProjectContents } from '../../store/write/place/project-write.store.ts';
import { projectById, projectByPath } from '../../store/write/workflow-write.store.ts';
import { accepted, refused, runCommand, type BodyOutcome } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId, ROOT_PROJECT } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { removeWebhooksOf } from '../webhook/remove-webhooks.ts';
import { emit } from '../work.ts';

/** Which project, and whether its tasks and models go to the root project first. */
export interface DeleteProjectInput {
  readonly projectId: string;
  readonly force?: boolean | null | undefined;
}

/** What a deletion did with the contents, as the outcome's detail. */
export interface DissolvedContents {
  readonly tasks: number;
  readonly models: number;
}

/**
 * Deletes a project with all below it; their paths can be given anew. Refused NOT_EMPTY while there are tasks or models in it, unless with
 * `force`: they are then in the root project, where the role is needed, too. What cannot go there (runs, workflows, files, queues of its own)
 * keeps it in any case; its webhooks go with it. Errors: INVALID (the root project), NOT_FOUND, FORBIDDEN, LIMIT_EXCEEDED for more than one transaction moves.
 */
export async function deleteProject(engine: Engine, context: CommandContext, input: DeleteProjectInput): Promise<CommandOutcome> {
  const force = optional(input.force, (value) => (typeof value === 'boolean' ? value : invalid(['force'], 'must be true or false')), false);
  const id = requireId('project', input.projectId, ['projectId']);
  return runCommand(engine, context, {
    op: 'deleteProject',
    input,
    body: async (work) => {
      const named = { noun: 'project', id, path: ['projectId'] };
      const { path } = (await projectById(work.tx, id)) ?? notFound('project', id, named.path);
      await requirePlace(work, { projectId: id }, named);
      if (path === ROOT_PROJECT) invalid(named.path, 'is the root project, which stays');
      const tree = await lockProjectTree(work.tx, path);
      if (!tree.some((project) => project.id === id)) notFound('project', id, named.path);
      const ids = tree.map((project) => project.id);
      const contents = await contentsOf(work.tx, ids);
      const no = refusalOf(id, contents, force);
      if (no) return no;
      const { tasks, models } = contents;
      const root = (await projectByPath(work.tx, ROOT_PROJECT))!;
      if (tasks + models > 0) await requirePlace(work, { projectId: root.id }, { noun: 'project', id: ROOT_PROJECT, path: named.path });
      await dissolveProjects(work.tx, ids, root.id);
      await removeWebhooksOf(work, ids);
      for (const project of tree) emit(work, 'project.deleted', { subjectId: project.id, projectId: project.id, data: { path: project.path } });
      return { ...accepted(id), detail: { tasks, models } satisfies DissolvedContents };
    },
  });
}

function refusalOf(id: string, contents: ProjectContents, force: boolean): BodyOutcome | null {
  const { tasks, models, ...fixed } = contents;
  const stays = Object.entries(fixed).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`);
  if (stays.length > 0) return { ...refused(id, 'NOT_EMPTY'), message: `it, or a project below it, has ${stays.join(', ')}, which are of this project alone: it stays as long as they do` };
  if (tasks >= COUNTED_CONTENTS || models >= COUNTED_CONTENTS) throw new DomainError('LIMIT_EXCEEDED', `the project has more than ${COUNTED_CONTENTS - 1} tasks or models: move or delete some first`, { path: ['projectId'] });
  if (!force && tasks + models > 0) return { ...refused(id, 'NOT_EMPTY'), message: `${tasks} tasks and ${models} models are in it or below it; move or delete them first, or insist: they are then in the root project` };
  return null;
}
