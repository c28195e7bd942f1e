// Answers under way on one connection: a client may send requests before it has the answers to those before them.
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that are worked on at a time; as many as operations of one live socket. */
export const MAX_PIPELINED = 50;

interface Answers {
  readonly open: Set<ServerResponse>;
  /** Whether one was too many: its answer ends the connection, so that nothing sent behind it must be carried out. */
  isOver: boolean;
}

const ANSWERS = new WeakMap<Socket, Answers>();

/**
 * Counts an answer until it is over; false when there are too many before it: a single connection had 11,000 reads of lists wait for the
 * database, and cost the process 780 MB. Also tells answers that wait behind others when their client leaves, which Node does only for
 * the one that is being sent: whoever waits for that would wait for ever.
 */
export function countAnswer(socket: Socket, res: ServerResponse): boolean {
  const answers = ANSWERS.get(socket) ?? opened(socket);
  if (answers.isOver || answers.open.size >= MAX_PIPELINED) {
    answers.isOver = true;
    return false;
  }
  answers.open.add(res);
  res.once('close', () => answers.open.delete(res));
  return true;
}

function opened(socket: Socket): Answers {
  const answers: Answers = { open: new Set(), isOver: false };
  ANSWERS.set(socket, answers);
  socket.once('close', () => [...answers.open].filter((res) => res.socket === null).forEach(closeUnsent));
  return answers;
}

function closeUnsent(res: ServerResponse): void {
  res.destroy();
  res.emit('close');
}
