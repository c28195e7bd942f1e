// Telling a lost database from a bug: the first passes by itself, and callers are asked to try again.
import { isSilence } from '../store/silent-connection.ts';

/**
 * PostgreSQL's own codes: connection exceptions, shutdown and crash, too many connections, and transactions that it ended with their
 * connection because they took too long (25P03 idle, 25P04 in all), or that lost each of their tries to others (40001, 40P01): those were
 * rolled back whole.
 */
const SQL_STATES = /^(08...|25P0[34]|40001|40P01|57P0[1-5]|53300)$/;
const SYSTEM_CODES: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT', 'EAGAIN']);
// The driver gives these no code.
const DRIVER_MESSAGES = /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired$|Query read timeout$|Client was closed and is not queryable)/;
/** Errors that wrap each other are followed this far. */
const MAX_CAUSES = 8;

/** Whether the error means that the database cannot be reached just now, or has ended a transaction that took too long or was in the way of others. */
export function isDatabaseLoss(error: unknown): boolean {
  let each = error;
  for (let depth = 0; depth < MAX_CAUSES && each instanceof Error; depth++) {
    if (saysLoss(each)) return true;
    // A refused connection to a name with two addresses comes as a bundle.
    if (each instanceof AggregateError && each.errors.some(isDatabaseLoss)) return true;
    each = each.cause;
  }
  return false;
}

function saysLoss(error: Error): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (SQL_STATES.test(code) || isSystemLoss(error, code))) return true;
  return DRIVER_MESSAGES.test(error.message) || isSilence(error);
}

// A missing file is a bug of ours; a missing PostgreSQL socket (`connect ENOENT`) is a lost database, one with a full line before it (`connect EAGAIN`) a busy one.
function isSystemLoss(error: Error, code: string): boolean {
  return SYSTEM_CODES.has(code) && ((code !== 'ENOENT' && code !== 'EAGAIN') || (error as NodeJS.ErrnoException).syscall === 'connect');
}
