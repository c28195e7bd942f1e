// What a deck's process prints (console.log, warnings, stacks of a crash): lines of the runner's log, at a bounded rate.
import type { Readable } from 'node:stream';
import { LineSplitter } from '../command/line-splitter.ts';
import type { RunnerLog } from '../runner-options.ts';

/** Lines of one stream kept in any second; what is beyond is counted, so that a chatty device cannot fill the disk with the log. */
export const MAX_DECK_LINES_A_SECOND = 100;

/** Reads the stream to its end. */
export function logOutput(stream: Readable, deckFile: string, log: RunnerLog): void {
  const splitter = new LineSplitter();
  let second = 0;
  let written = 0;
  let dropped = 0;
  const write = (line: string): void => {
    const now = Math.floor(performance.now() / 1_000);
    if (now !== second) {
      if (dropped > 0) log.warn({ deckFile, dropped }, 'lines that a deck printed were left out');
      [second, written, dropped] = [now, 0, 0];
    }
    written += 1;
    if (written <= MAX_DECK_LINES_A_SECOND) log.info({ deckFile }, line);
    else dropped += 1;
  };
  stream.on('data', (chunk: Buffer) => splitter.push(chunk).forEach(write));
  stream.on('end', () => splitter.end().forEach(write));
  // The process may be killed while it prints; its end is told by itself.
  stream.on('error', () => undefined);
}
