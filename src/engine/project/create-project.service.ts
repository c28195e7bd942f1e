// Creating projects.
import { textAt } from '../../domain/input/check.ts';
import { tagListAt } from '../../domain/input/tag-list.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CommandOutcome } from '../../domain/outcome.ts';
import { parentPath, type Project } from '../../domain/project.ts';
import { ancestorsOf, projectPathAt } from '../../domain/project-path.ts';
import { runAgain } from '../../store/run-again.ts';
import { insertProject, openProjectByPath, type NewProject } from '../../store/write/place/project-write.store.ts';
import { projectByPath } from '../../store/write/workflow-write.store.ts';
import { requireUnlocked } from '../access/lock-check.ts';
import { accepted, runCommand } from '../command-frame.ts';
import type { CommandContext, Engine } from '../engine.ts';
import { requirePath, requirePlace } from '../place-check.ts';
import { emit, type Work } from '../work.ts';

/** Longest description of a project, and longest address of its output, in characters. */
export const PROJECT_LIMITS = { description: 10_000, output: 2_000 } as const;

/** What people say of a project; absent = nothing, or as it is. */
export interface ProjectFields {
  readonly description?: string | null | undefined;
  /** Within `TAG_LIST_LIMITS`. */
  readonly tags?: readonly string[] | null | undefined;
  readonly systemTags?: readonly string[] | null | undefined;
  /** Where its tasks put their output unless they say otherwise; empty = nowhere. */
  readonly defaultOutput?: string | null | undefined;
}

/** The given ones of those fields; throws INVALID. */
export function projectFieldsAt(input: ProjectFields): Partial<Pick<Project, 'description' | 'tags' | 'systemTags' | 'defaultOutput'>> {
  const { description, tags, systemTags, defaultOutput } = input;
  return {
    ...(description == null ? {} : { description: textAt(description, ['description'], { max: PROJECT_LIMITS.description }) }),
    ...(tags == null ? {} : { tags: tagListAt(tags, ['tags']) }),
    ...(systemTags == null ? {} : { systemTags: tagListAt(systemTags, ['systemTags']) }),
    ...(defaultOutput == null ? {} : { defaultOutput: textAt(defaultOutput, ['defaultOutput'], { max: PROJECT_LIMITS.output }) || null }),
  };
}

/**
 * Creates a project with a path such as `/vision/training`, and those above it that are missing. The role is needed where it is to be: at the
 * path above it. Of two that make one path at once the other hears that it exists. Errors: INVALID, ALREADY_EXISTS, FORBIDDEN.
 */
export async function createProject(engine: Engine, context: CommandContext, input: ProjectFields & { readonly path: string }): Promise<CommandOutcome> {
  const path = projectPathAt(input.path, ['path']);
  const fields = projectFieldsAt(input);
  return runCommand(engine, context, {
    op: 'createProject',
    input,
    body: async (work) => {
      await requireRoomAt(work, path);
      const id = await addProject(work, path, fields);
      if (id === null) throw new DomainError('ALREADY_EXISTS', `a project with the path ${path} exists: choose another path`, { path: ['path'] });
      return accepted(id);
    },
  });
}

/** The project of a path; one that is not there is made, with those above it, as by `createProject`. Errors: INVALID, FORBIDDEN, NOT_FOUND (there, and not for the caller). */
export async function projectOfPath(work: Work, given: string): Promise<Project> {
  const path = projectPathAt(given, ['path']);
  const there = await openProjectByPath(work.tx, path);
  if (!there) {
    await requireRoomAt(work, path);
    await addProject(work, path, {});
  }
  const project = there ?? (await openProjectByPath(work.tx, path)) ?? runAgain('the project was deleted just now');
  await requirePlace(work, { projectId: project.id }, { noun: 'project', id: path, path: ['path'] });
  return project;
}

async function requireRoomAt(work: Work, path: string): Promise<void> {
  requirePath(work, parentPath(path));
  await requireUnlocked(work, { projectId: null, path });
}

/** Inserts a project behind those above it, the topmost first, so that two who make the same ones wait for each other in one order; null when its path is taken. */
async function addProject(work: Work, path: string, fields: Omit<NewProject, 'id' | 'path' | 'createdBy'>): Promise<string | null> {
  for (const above of ancestorsOf(path)) {
    if (!(await projectByPath(work.tx, above))) await addOne(work, above, {});
    // Whoever deletes it waits until this one is there, or was before us.
    if (!(await openProjectByPath(work.tx, above))) runAgain('a project above it was deleted just now');
  }
  return addOne(work, path, fields);
}

async function addOne(work: Work, path: string, fields: Omit<NewProject, 'id' | 'path' | 'createdBy'>): Promise<string | null> {
  const id = work.engine.newId();
  if (!(await insertProject(work.tx, { id, path, createdBy: work.actorId, ...fields }))) return null;
  emit(work, 'project.created', { subjectId: id, projectId: id, data: { path } });
  return id;
}
