// What both processes of a trial need to talk to the test that started them.
import { once } from 'node:events';
import type { RoomLog } from '../../src/events/room-log.ts';
import type { SubscribersDone, TrialEnd, TrialReady, TrialSettings, WritersDone } from './trial-message.ts';

type FromParent = { readonly settings: TrialSettings; readonly end: TrialEnd };

/** The next message of the parent, which must be of this type. */
export async function receive<T extends keyof FromParent>(type: T): Promise<FromParent[T]> {
  const [message] = (await once(process, 'message')) as [FromParent[T]];
  if (message.type !== type) throw new Error(`expected ${type}, got ${message.type}`);
  return message;
}

/** Tells the parent. */
export function send(message: WritersDone | SubscribersDone | TrialReady): void {
  process.send!(message);
}

/** Warnings would be noise between the lines of the test run; errors are defects and are shown. */
export const silentLog: RoomLog = {
  info: () => {},
  warn: () => {},
  error: (fields, message) => console.error(message, fields),
};
