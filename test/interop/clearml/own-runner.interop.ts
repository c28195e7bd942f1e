// Our own runner executes a task of ClearML's from a queue, with the SDK in it.
import { expect, test } from 'vitest';
import { KillableRunner } from '../../fault/killable-runner.ts';
import { groundOfEachTest, NOWHERE } from '../interop-ground.ts';
import { taskById, untilStatus } from './looked-at.ts';
import { enqueue, makeTask, repositoryScript } from './script-task.ts';

const open = groundOfEachTest();

const RUNNER_KEY = 'RUNNERKEY.0123456789abcdef0123456789';

const PROGRAM = `from clearml import Task
import beside
task = Task.init(project_name="interop/runner", task_name="in our own runner")
settings = task.connect({"steps": 1})
for step in range(int(settings["steps"])):
    task.get_logger().report_scalar("loss", "train", value=1.0 / (step + 1), iteration=step)
print("the repository says", beside.WORD, settings["steps"])
task.upload_artifact("word", {"word": beside.WORD})
`;

test('where keys are demanded our own runner executes a task of a repository with the SDK in it: it is told its parameters, reports into its own task and ends completed', async () => {
  const ground = await open({ settings: { AUTH: 'keys', SWITCHYARD_RUNNER_KEY: RUNNER_KEY } });
  const key = await ground.generatedKey('OPERATOR');
  const script = repositoryScript(ground, { 'train/program.py': PROGRAM, 'train/beside.py': 'WORD = "seven"\n' }, { folder: 'train', file: 'program.py' });
  const task = await makeTask(ground, { name: 'in our own runner', script, key });
  await ground.call('tasks.edit_hyper_params', { task, hyperparams: [{ section: 'General', name: 'steps', value: '3', type: 'int' }] }, key);
  await enqueue(ground, { task, key });
  const { home, path: PATH } = ground.runnerHome({ settings: [`environment { HTTPS_PROXY: "${NOWHERE}", HTTP_PROXY: "${NOWHERE}", NO_PROXY: "127.0.0.1,localhost" }`, 'sdk { apply_environment: true }'] });
  const environment = { HOME: home, PATH, CLEARML_API_ACCESS_KEY: key.access, CLEARML_API_SECRET_KEY: key.secret };
  const runner = new KillableRunner({ server: ground.url, key: RUNNER_KEY, directory: home, name: 'our own', environment });
  runner.start();
  try {
    await untilStatus(ground, task, 'COMPLETED').catch((error: unknown) => { throw new Error(`${String(error)}\n${runner.log()}`, { cause: error }); });
  } finally {
    await runner.stop();
  }
  const seen = await taskById(ground, task);
  expect(seen.log.match(/the repository says seven 3/g), seen.log).toHaveLength(1);
  expect(seen.attempts.totalCount).toBe(1);
  const { task: shown } = await ground.call('tasks.get_by_id', { task }, key);
  expect(shown).toMatchObject({ status: 'completed', last_iteration: 2, hyperparams: { General: { steps: { value: '3' } } }, execution: { artifacts: [{ key: 'word' }] } });
  expect((await ground.call('tasks.get_all', { only_fields: ['id'] }, key)).tasks).toHaveLength(1);
  expect(ground.recorder.faults()).toEqual([]);
});
