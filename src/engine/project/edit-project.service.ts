// Changing what people say of a project.
import { sameTags } from '../../domain/input/tag-list.ts';
import type { EventData } from '../../domain/event/event.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import type { Project } from '../../domain/project.ts';
import { lockProject, updateProjectRow } from '../../store/write/place/project-write.store.ts';
import { accepted, noop, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { notFound, requireId } from '../found.ts';
import { requirePlace } from '../place-check.ts';
import { emit, type Work } from '../work.ts';
import { projectFieldsAt, type ProjectFields } from './create-project.service.ts';

/** Changes a project; what is absent stays. Errors: INVALID, NOT_FOUND, FORBIDDEN. */
export async function editProject(engine: Engine, context: CommandContext, input: ProjectFields & { readonly projectId: string }): Promise<CommandOutcome> {
  const fields = projectFieldsAt(input);
  return runCommand(engine, context, {
    op: 'editProject',
    input,
    body: async (work) => {
      const project = await lockOwnProject(work, input.projectId);
      const next = { ...project, ...fields };
      const changed = differences(project, next);
      if (Object.keys(changed).length === 0) return noop(project.id, 'ALREADY_SO');
      await updateProjectRow(work.tx, next);
      emit(work, 'project.edited', { subjectId: project.id, projectId: project.id, data: { path: project.path, ...changed } });
      return accepted(project.id);
    },
  });
}

/** A project under lock, judged for the command; throws NOT_FOUND, FORBIDDEN, LOCKED. */
export async function lockOwnProject(work: Work, given: string): Promise<Project> {
  const id = requireId('project', given, ['projectId']);
  const project = (await lockProject(work.tx, id)) ?? notFound('project', id, ['projectId']);
  await requirePlace(work, { projectId: id }, { noun: 'project', id, path: ['projectId'] });
  return project;
}

// The texts may be long, and are read where they are shown: that they changed is enough.
function differences(project: Project, next: Project): EventData {
  return {
    ...(next.description === project.description ? {} : { description: true }),
    ...(sameTags(next.tags, project.tags) ? {} : { tags: true }),
    ...(sameTags(next.systemTags, project.systemTags) ? {} : { systemTags: true }),
    ...(next.defaultOutput === project.defaultOutput ? {} : { defaultOutput: true }),
  };
}
