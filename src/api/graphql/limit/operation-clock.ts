// How long an operation may take, and who still waits for it.
import { GraphQLError } from 'graphql';

/** The time of one operation. */
export interface OperationClock {
  /** Fires when the time is over or nobody waits any more; its reason is the error to answer with. */
  readonly signal: AbortSignal;
  /** Time does not count for now: files of the operation still come in, which takes as long as its sender takes. */
  hold(): void;
  /** All of its time, from now on. */
  restart(): void;
  /** Nobody waits any more. */
  leave(): void;
  /** The operation is over. */
  end(): void;
}

/** Starts the time of an operation. */
export function startClock(seconds: number): OperationClock {
  const controller = new AbortController();
  let isOver = false;
  const start = (): NodeJS.Timeout => setTimeout(() => controller.abort(tookTooLong(seconds)), seconds * 1_000).unref();
  let timer = start();
  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
  };
  return {
    signal: controller.signal,
    hold: () => clearTimeout(timer),
    restart: () => {
      clearTimeout(timer);
      if (!isOver) timer = start();
    },
    leave: () => {
      end();
      controller.abort(nobodyWaits());
    },
    end,
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
