// A project with one of each thing that a project can have, on a real server.
import { toGlobalId } from '../../src/api/graphql/global-id.ts';
import { uuidv7 } from '../../src/domain/uuid.ts';
import type { CommandContext } from '../../src/engine/engine.ts';
import { createWebhook } from '../../src/engine/webhook/webhook.service.ts';
import { deployWorkflow } from '../../src/engine/deployment/deploy-workflow.service.ts';
import { createModel } from '../../src/engine/model/create-model.service.ts';
import { storeFile } from '../../src/engine/file/store-file.service.ts';
import { createProject } from '../../src/engine/project/create-project.service.ts';
import { addQueueBarrier } from '../../src/engine/queue/barrier.service.ts';
import { reportEvents } from '../../src/engine/metric/report-events.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { createTask } from '../../src/engine/task/create-task.service.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import { pieces } from '../blobs/blob-ground.ts';
import { TINY_GRAPH } from '../graph/tiny-graph.ts';
import { SPEC } from '../engine/engine-bench.ts';
import { done } from '../live/situation-builders.ts';

/** By what arguments and fields name the things. */
export type ThingField = 'projectId' | 'workflowId' | 'runId' | 'taskId' | 'queueId' | 'itemId' | 'modelId' | 'fileId' | 'webhookId' | 'deploymentId';

/** The things. */
export interface Things {
  /** Global ids. */
  readonly ids: Readonly<Record<ThingField, string>>;
  /** Where the file is read. */
  readonly url: string;
}

/** Makes the project with its things. */
export async function projectThings({ engine, database, localActor }: RunningServer, path: string): Promise<Things> {
  const admin: CommandContext = { actor: localActor, requestId: null };
  const projectId = done(await createProject(engine, admin, { path }));
  const definition = { tasks: [{ node: 'n', spec: SPEC }] };
  const workflow = done(await saveWorkflow(engine, admin, { projectId, name: 'w', definition }));
  const run = done(await createRun(engine, admin, { projectId, definition, enqueue: false }));
  const task = done(await createTask(engine, admin, { projectId, name: 't', spec: SPEC }));
  await reportEvents(engine, admin, { events: [{ task, type: 'training_stats_scalar', metric: 'm', variant: 'v', iter: 1, value: 1 }], worker: null, uuidOf: (id) => id });
  // No command makes a queue of a project yet.
  const queue = uuidv7();
  await database.query({ name: '', text: `INSERT INTO queue (id, project_id, name, display_name, accepts) VALUES ($1, $2, $3, $3, '{command}')` }, [queue, projectId, path]);
  const item = done(await addQueueBarrier(engine, admin, { queueId: queue }));
  const file = done(await storeFile(engine, admin, { store: 'UPLOAD', name: 'f.txt', projectId, bytes: pieces(path) }));
  const model = done(await createModel(engine, admin, { projectId, name: 'm', uri: 'file:///m' }));
  const webhookId = (await createWebhook(engine, admin, { projectId, url: 'https://example.org/' })).outcome.subjectId;
  const deployment = done(await deployWorkflow(engine, admin, { projectId, name: path.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase().slice(1, 60), document: TINY_GRAPH }));
  const fileId = toGlobalId('File', file);
  const ids = { projectId: toGlobalId('Project', projectId), workflowId: toGlobalId('Workflow', workflow), runId: toGlobalId('Run', run), taskId: toGlobalId('Task', task), queueId: toGlobalId('Queue', queue), modelId: toGlobalId('Model', model), itemId: toGlobalId('QueueItem', item), fileId, webhookId, deploymentId: toGlobalId('Deployment', deployment) };
  return { ids, url: `/blobs/${fileId}` };
}
