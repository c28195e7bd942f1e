import { test } from 'vitest';
import { EngineBench, SPEC, acceptedId } from './engine-bench.ts';
import { dequeueTask, enqueueTask } from '../../src/engine/task/enqueue-task.service.ts';
import { abortTask, killTask } from '../../src/engine/task/end-task.service.ts';
import { retryTask } from '../../src/engine/task/retry-task.service.ts';
import { cloneTask } from '../../src/engine/task/clone-task.service.ts';
import { createRun } from '../../src/engine/run/create-run.service.ts';
import { abortRun, cloneRun, enqueueRun } from '../../src/engine/run/end-run.service.ts';
import { saveWorkflow } from '../../src/engine/run/workflow.service.ts';
import { createProject } from '../../src/engine/project.service.ts';
import { createQueue, drainQueue, pauseQueue, resumeQueue } from '../../src/engine/queue/queue.service.ts';
import { EXIT_1 } from './bench-runner.ts';

const steps: [string, (b: EngineBench) => Promise<unknown>][] = [
  ['create enqueue dequeue', async (b) => { const t = await b.queued(); console.log(await dequeueTask(b.engine, b.as(), { taskId: t })); console.log(await b.kinds(t)); }],
  ['claim finish', async (b) => { const t = await b.queued(); const r = await b.runner('r'); const a = await r.take(); console.log(a, await r.beat([a]), await r.log(a, 'x', 'y'), await r.finish(a)); console.log(await b.taskRow(t), await b.kinds(t), await b.sql('select * from attempt'), await b.sql('select * from phase'), await b.sql('select * from log_line')); }],
  ['fail retry', async (b) => { const t = await b.queued(); const r = await b.runner('r'); const a = await r.take(); await r.finish(a, EXIT_1); console.log(await retryTask(b.engine, b.as(), { taskId: t })); const a2 = await r.take(); await r.finish(a2); console.log(await retryTask(b.engine, b.as(), { taskId: t }), await b.kinds(t)); }],
  ['abort', async (b) => { const t = await b.queued(); const r = await b.runner('r'); const a = await r.take(); console.log(await abortTask(b.engine, b.as(), { taskId: t, reason: 'x' }), await r.beat([a]), await killTask(b.engine, b.as(), { taskId: t }), await r.beat([a]));  console.log(await r.finish(a, {by:'ORDER', verb:'KILL', exitCode:null, signal:'SIGKILL'}), await b.taskRow(t), await b.kinds(t)); }],
  ['expire', async (b) => { const t = await b.queued(); const r = await b.runner('r'); await r.take(); await b.expire('r'); console.log(await b.taskRow(t), await b.kinds(t)); }],
  ['clone', async (b) => { const t = await b.queued(); console.log(await cloneTask(b.engine, b.as(), { taskId: t, args: ['x'] })); }],
  ['run', async (b) => { const o = await createRun(b.engine, b.as(), { definition: { tasks: [{ node: 'a', spec: SPEC }, { node: 'b', spec: SPEC, needs: ['a'] }] }, enqueue: false }); console.log(o, await enqueueRun(b.engine, b.as(), { runId: o.subjectId })); const r = await b.runner('r'); await r.finish(await r.take()); await r.finish(await r.take()); console.log(await b.sql('select status from run'), await b.kinds(o.subjectId)); const c = await cloneRun(b.engine, b.as(), { runId: o.subjectId, enqueue: true }); console.log(await abortRun(b.engine, b.as(), { runId: c.subjectId })); }],
  ['workflow', async (b) => { const d = { tasks: [{ node: 'a', spec: SPEC }] }; const w = await saveWorkflow(b.engine, b.as(), { name: 'w', definition: d }); console.log(w, await saveWorkflow(b.engine, b.as(), { name: 'w', definition: d })); console.log(await createRun(b.engine, b.as(), { workflowId: w.subjectId, enqueue: true })); }],
  ['queues', async (b) => { const q = acceptedId(await createQueue(b.engine, b.as(), { name: 'q', accepts: ['command'] })); for (const f of [pauseQueue, resumeQueue, drainQueue]) console.log(await f(b.engine, b.as(), { queueId: q })); const t = await b.task(); console.log(await enqueueTask(b.engine, b.as(), { taskId: t, queueId: q })); console.log(await createProject(b.engine, b.as(), { path: '/x/y' })); }],
];
for (const [name, body] of steps) test(name, async () => { await using b = await EngineBench.open(); await body(b); });
