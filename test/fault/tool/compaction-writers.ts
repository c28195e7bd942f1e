// Writers at full speed: events and output lines in short transactions, each of them timed.
import { uuidv7 } from '../../../src/domain/uuid.ts';
import { Database } from '../../../src/store/database.ts';
import { insertEvents } from '../../../src/store/event/write-event.store.ts';
import { appendLines } from '../../../src/store/write/log-write.store.ts';

/** Name of the writers' connections, by which a watcher of locks finds them. */
export const WRITER_NAME = 'write load';

/** Lines that each transaction appends beside its event. */
const LINES = 5;

/** What the writers have done so far. */
export interface WriteLoad {
  /** Length of each transaction, in milliseconds. */
  readonly waits: number[];
  readonly errors: unknown[];
  /** Numbers of the events committed. */
  readonly seqs: number[];
  /** Lines committed, by task. */
  readonly lines: Map<string, number>;
  stop(): Promise<void>;
}

/** Starts so many writers, each with a connection and a task of its own. */
export async function startWriteLoad(url: string, writers: number): Promise<WriteLoad> {
  const db = await Database.open({ url, poolSize: writers, transactionTimeout: 30_000 });
  db.pool.on('connect', (client) => void client.query(`SET application_name = '${WRITER_NAME}'`));
  const load = { waits: [] as number[], errors: [] as unknown[], seqs: [] as number[], lines: new Map<string, number>() };
  let going = true;
  const write = async (): Promise<void> => {
    const taskId = await newTask(db);
    for (let n = 0; going; n++) {
      const began = performance.now();
      try {
        const [event] = await db.transaction(async (tx) => {
          const lines = Array.from({ length: LINES }, (_, i) => ({ at: new Date().toISOString(), source: 'STDOUT' as const, message: `${n} ${i}` }));
          await appendLines(tx, { taskId, generation: 1, attemptNo: 1, lines, dropped: 0 });
          return insertEvents(tx, [{ kind: 'task.moved', subjectId: taskId, projectId: null, runId: null, taskId, queueId: null, actorId: null, requestId: null, data: { n } }]);
        });
        load.seqs.push(event!.seq);
        load.lines.set(taskId, (load.lines.get(taskId) ?? 0) + LINES);
      } catch (error) {
        load.errors.push(error);
      }
      load.waits.push(performance.now() - began);
    }
  };
  const all = Array.from({ length: writers }, write);
  return Object.assign(load, {
    async stop() {
      going = false;
      await Promise.all(all);
      await db.close();
    },
  });
}

async function newTask(db: Database): Promise<string> {
  const [projectId, taskId] = [uuidv7(), uuidv7()];
  await db.pool.query('INSERT INTO project (id, path) VALUES ($1, $2)', [projectId, `/${projectId}`]);
  await db.pool.query(`INSERT INTO task (id, project_id, name, spec_kind, spec, retry, status) VALUES ($1, $2, 'load', 'command', '{}', '{}', 'created')`, [taskId, projectId]);
  return taskId;
}
