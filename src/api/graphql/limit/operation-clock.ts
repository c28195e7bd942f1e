// How long an operation may take, and who still waits for it.
import { GraphQLError } from 'graphql';

/** The time of one operation. */
export interface OperationClock {
  /** Fires when the time is over or nobody waits any more; its reason is the error to answer with. */
  readonly signal: AbortSignal;
  /** Nobody waits any more. */
  leave(): void;
  /** The operation is over. */
  end(): void;
}

/** Starts the time of an operation. */
export function startClock(seconds: number): OperationClock {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(tookTooLong(seconds)), seconds * 1_000);
  timer.unref();
  return {
    signal: controller.signal,
    leave: () => {
      clearTimeout(timer);
      controller.abort(nobodyWaits());
    },
    end: () => clearTimeout(timer),
  };
}

function tookTooLong(seconds: number): GraphQLError {
  return new GraphQLError(
    `the operation took longer than ${seconds} s and was ended: ask for fewer rows at once, or for a narrower filter. A command that had begun was carried out: repeat it with its requestId to learn its outcome`,
    { extensions: { code: 'OPERATION_TIMEOUT' } },
  );
}

function nobodyWaits(): GraphQLError {
  return new GraphQLError('the client has left before the operation was over', { extensions: { code: 'OPERATION_TIMEOUT' } });
}
