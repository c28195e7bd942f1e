// Projects are made, changed and deleted.
import { z } from 'zod';
import { createProject } from '../../../../engine/project/create-project.service.ts';
import { deleteProject, type DissolvedContents } from '../../../../engine/project/delete-project.service.ts';
import { editProject } from '../../../../engine/project/edit-project.service.ts';
import { flag, id, opt, orElse, text, texts } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { ClearmlError } from '../clearml-error.ts';
import { requirePlainTags } from '../plain-tags.ts';
import { unlessRefused } from '../queue/refused-as.ts';
import { objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid, unknownId, wireId } from '../wire-id.ts';
import { pathOfName } from './project-name.ts';
import { projectView } from './project.view.ts';

const FIELDS = { description: opt(text), tags: opt(texts), system_tags: opt(texts), default_output_destination: opt(text) };
type Fields = z.output<z.ZodObject<typeof FIELDS>>;

/** Makes a project, and those above it that are missing. */
export const createProjectCall = clearmlCall('projects.create', {
  present: ['name'],
  input: z.object({ name: text, ...FIELDS }),
  run: async ({ engine, command }, { name, ...fields }) => ({ id: wireId((await createProject(engine, command, { path: pathOfName(name), ...fieldsOf(fields) })).subjectId) }),
});

/** Changes what is given of a project; its name stays. */
export const updateProjectCall = clearmlCall('projects.update', {
  input: z.object({ project: id, name: opt(text), ...FIELDS }),
  run: async (context, { project: asked, name, ...fields }) => {
    const { engine, command } = context;
    const projectId = requireUuid(asked, 'INVALID_PROJECT_ID');
    const given = Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    const before = await shownProject(context, asked, ['name']);
    if (name !== undefined && `/${String(before['name'])}` !== pathOfName(name)) {
      throw new ClearmlError('PROJECT_LOCATION', 'name: a project keeps its name and its place; make another project and move its tasks there');
    }
    if (given.length === 0) return { updated: 0, fields: {} };
    await editProject(engine, command, { projectId, ...fieldsOf(fields) });
    const { id: _id, ...now } = await shownProject(context, asked, [...given, 'last_update']);
    return { updated: 1, fields: now };
  },
});

/** Deletes a project with all below it; with `force` its tasks and models stay and are in no project then. */
export const deleteProjectCall = clearmlCall('projects.delete', {
  input: z.object({ project: id, force: orElse(flag, false), delete_contents: orElse(flag, false) }),
  run: async ({ engine, command }, input) => {
    const projectId = requireUuid(input.project, 'INVALID_PROJECT_ID');
    const { detail } = unlessRefused(await deleteProject(engine, command, { projectId, force: input.force && !input.delete_contents }), { NOT_EMPTY: 'PROJECT_HAS_TASKS' });
    const { tasks, models } = detail as unknown as DissolvedContents;
    return { deleted: 1, disassociated_tasks: tasks, disassociated_models: models, deleted_models: 0, deleted_tasks: 0, urls: { model_urls: [], artifact_urls: [], event_urls: [] } };
  },
});

function fieldsOf({ description, tags, system_tags: systemTags, default_output_destination: defaultOutput }: Fields) {
  requirePlainTags(tags, systemTags);
  return { description, tags, systemTags, defaultOutput };
}

async function shownProject(context: Parameters<typeof objectsById>[0], asked: string, fields: readonly string[]): Promise<Record<string, unknown>> {
  const [project] = await objectsById(context, projectView, { ids: [requireUuid(asked, 'INVALID_PROJECT_ID')], fields, views: VIEWS, asObjects: false });
  return project ?? unknownId(asked, 'INVALID_PROJECT_ID');
}
