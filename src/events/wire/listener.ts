// Hears what other replicas say: a connection that listens and nothing else.
import { ALL_TASKS, EVENT_CHANNEL, LOG_CHANNEL, tasksOfPayload } from './channel.ts';
import type { Company } from './company.ts';
import { DedicatedConnection } from './dedicated-connection.ts';
import type { RoomLog } from '../room-log.ts';

/** What is done about what is heard. */
export interface ListenerOptions {
  readonly url: string;
  readonly log: RoomLog;
  readonly selfCheckMs?: number;
  /** There may be new events; also after each (re)connection, for what was missed before it. */
  onEvents(): void;
  /** There may be new lines of these tasks. */
  onLines(taskIds: readonly string[] | typeof ALL_TASKS): void;
  /** Told who else listens. */
  readonly company: Company;
  /** The backend whose notifications are this process's own, or null. */
  ownBackend(): number | null;
}

/** Opens the listening connection. */
export function listen(options: ListenerOptions): DedicatedConnection {
  const { company } = options;
  const connection: DedicatedConnection = new DedicatedConnection({
    url: options.url,
    log: options.log,
    purpose: 'listen',
    ...(options.selfCheckMs === undefined ? {} : { selfCheckMs: options.selfCheckMs }),
    async opened(client) {
      await client.query(`LISTEN ${EVENT_CHANNEL}`);
      await client.query(`LISTEN ${LOG_CHANNEL}`);
      await company.join(client);
      options.onEvents();
      options.onLines(ALL_TASKS);
    },
    check: (client) => company.count(client),
    down: () => company.lost(),
    notified(message) {
      // What this process has committed it has offered to its own tail: reading it back would be for nothing.
      if (message.processId === options.ownBackend() || message.processId === connection.backend) return;
      company.heard();
      if (message.channel === EVENT_CHANNEL) options.onEvents();
      else if (message.channel === LOG_CHANNEL) options.onLines(tasksOfPayload(message.payload ?? ALL_TASKS));
    },
  });
  return connection;
}
