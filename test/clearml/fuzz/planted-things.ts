// A few things for random calls to be about: a project, a queue, models, tasks, some of which wait.
import type { ClearmlGround } from '../clearml-ground.ts';
import type { KnownIds } from './known-ids.ts';

/** Where they are made, and by whom. */
export interface PlantPlan {
  /** The project below which each planting makes one. */
  readonly place: string;
  /** @default nothing, as in open mode */
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether the caller may make queues; else the default one is used. @default true */
  readonly makesQueues?: boolean;
}

/** Makes them, and notes their ids. */
export async function plantThings(ground: ClearmlGround, known: KnownIds, { place, headers = {}, makesQueues = true }: PlantPlan): Promise<void> {
  const n = ground.bench.engine.newId();
  const make = async (name: string, input: object): Promise<string> => {
    const data = (await ground.data(name, input, { headers })) as { readonly id: string };
    known.learn(name, { ...data });
    return data.id;
  };
  const project = await make('projects.create', { name: `${place}/${n}` });
  const queue = makesQueues ? await make('queues.create', { name: `line ${n}` }) : ground.bench.defaultQueue.replaceAll('-', '');
  const model = await make('models.create', { name: 'model', uri: 'file:///m', project });
  await make('models.create', { name: 'draft', uri: 'file:///d', project, ready: false });
  const lr = { section: 'General', name: 'lr', value: '0.1' };
  const tasks = await Promise.all(['train', 'test', 'wait', 'run'].map((name) => make('tasks.create', { name, type: 'training', project, script: { entry_point: 'x.py' }, hyperparams: { General: { lr } }, models: { input: [{ name: 'm', model }] } })));
  for (const task of tasks.slice(2)) await ground.data('tasks.enqueue', { task, queue }, { headers });
  for (const name of ['users.get_all', 'queues.get_all', 'auth.get_credentials']) known.learn(name, await ground.data(name, { page_size: 3 }, { headers }));
}
