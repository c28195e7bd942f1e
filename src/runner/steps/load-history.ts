// Reading the history of an attempt that resumes, page by page, however often the server is away meanwhile.
import type { HistoryAnswer } from '../../domain/dispatch/protocol.ts';
import { DispatchCallError } from '../call/dispatch-call-error.ts';
import { pause, retryDelay } from '../retry-delay.ts';
import { StepHistory } from './step-history.ts';

/** One page after that `ord`; rejects with `DispatchCallError`. */
export type HistoryPage = (after: number, signal: AbortSignal) => Promise<HistoryAnswer>;

/** The whole history. Rejects when the server refuses it, and when the signal is aborted. */
export async function loadHistory(page: HistoryPage, signal: AbortSignal): Promise<StepHistory> {
  const history = new StepHistory();
  await eachPage(page, signal, (answer) => history.add(answer));
  return history;
}

/** Gives every page in its order. Rejects like `loadHistory`. */
export async function eachPage(page: HistoryPage, signal: AbortSignal, take: (answer: HistoryAnswer) => void): Promise<void> {
  for (let after: number | null = 0; after !== null; ) {
    const answer: HistoryAnswer = await patiently(() => page(after!, signal), signal);
    take(answer);
    after = answer.next;
  }
}

/** Makes a call again until it is answered, refused for good, or not wanted any more; rejects with the refusal, or with the reason of the signal. */
export async function patiently<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const delay = retryDelay();
  for (;;) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof DispatchCallError) || !['SILENT', 'UNAVAILABLE', 'UNKNOWN_SESSION'].includes(error.code)) throw error;
      // A session that is over ends its attempts by itself; until that has come round the call only waits.
      await pause(delay.next(), signal);
    }
  }
}
