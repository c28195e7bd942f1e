// Creating projects.
import { optional, textAt } from '../domain/input/check.ts';
import { MAX_NAME } from '../domain/input/spec-input.ts';
import { DomainError } from '../domain/errors.ts';
import type { CommandOutcome } from '../domain/outcome.ts';
import { parentPath } from '../domain/project.ts';
import { insertProject } from '../store/write/workflow-write.store.ts';
import { accepted, runCommand } from './command-frame.ts';
import type { CommandContext, Engine } from './engine.ts';
import { requirePath } from './place-check.ts';
import { MAX_DESCRIPTION } from './run/workflow.service.ts';
import { emit } from './work.ts';

const PATH = /^\/(?:[^/\p{Cc}]+\/)*[^/\p{Cc}]+$/u;

/** Creates a project with a path such as `/vision/training`. The role is needed where it is to be: at the path above it. Errors: INVALID, ALREADY_EXISTS. */
export async function createProject(engine: Engine, context: CommandContext, input: { readonly path: string; readonly description?: string | undefined }): Promise<CommandOutcome> {
  const path = textAt(input.path, ['path'], { min: 2, max: MAX_NAME, pattern: PATH, form: 'names separated by single slashes, beginning with one' });
  const description = optional(input.description, (value) => textAt(value, ['description'], { max: MAX_DESCRIPTION }), '');
  return runCommand(engine, context, {
    op: 'createProject',
    input,
    body: async (work) => {
      requirePath(work, parentPath(path));
      const id = engine.newId();
      if (!(await insertProject(work.tx, { id, path, description }))) {
        throw new DomainError('ALREADY_EXISTS', `a project with the path ${path} exists: choose another path`, { path: ['path'] });
      }
      emit(work, 'project.created', { subjectId: id, projectId: id, data: { path } });
      return accepted(id);
    },
  });
}
