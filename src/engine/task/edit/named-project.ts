// A project by the name that a command gives it, made when it is not there.
import { textAt } from '../../../domain/input/check.ts';
import { MAX_NAME } from '../../../domain/input/spec-input.ts';
import { parentPath } from '../../../domain/project.ts';
import { insertProject, projectByPath } from '../../../store/write/workflow-write.store.ts';
import { requireUnlocked } from '../../access/lock-check.ts';
import { requirePath, requirePlace } from '../../place-check.ts';
import { emit, type Work } from '../../work.ts';

const PATH = /^\/(?:[^/\p{Cc}]+\/)*[^/\p{Cc}]+$/u;

/** The project of a path, made with all that is missing above it. Before any lock of a row. Errors: INVALID (`projectName`), NOT_FOUND, FORBIDDEN. */
export async function projectNamed(work: Work, path: string): Promise<{ readonly id: string; readonly path: string }> {
  textAt(path, ['projectName'], { min: 2, max: MAX_NAME, pattern: PATH, form: 'names separated by single slashes' });
  const levels = path.split('/').slice(1).map((_, i, all) => `/${all.slice(0, i + 1).join('/')}`);
  for (const level of levels) {
    if ((await projectByPath(work.tx, level)) !== undefined) continue;
    requirePath(work, parentPath(level));
    await requireUnlocked(work, { projectId: null, path: level });
    const id = work.engine.newId();
    if (await insertProject(work.tx, { id, path: level, description: '' })) emit(work, 'project.created', { subjectId: id, projectId: id, data: { path: level } });
  }
  const project = (await projectByPath(work.tx, path))!;
  await requirePlace(work, { projectId: project.id }, { noun: 'project', id: path, path: ['projectId'] });
  return project;
}
