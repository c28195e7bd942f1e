// A named point at which a process ends or stops itself. The test arms it through a file, so that it need not start the process anew for each.
import { readFileSync, writeFileSync } from 'node:fs';

/** The variable that names the file. */
export const POINT_VARIABLE = 'SWITCHYARD_TEST_POINT_FILE';

/** What the file says; empty when nothing is armed. */
export interface ArmedPoint {
  readonly point: string;
  /** The passage at which it happens, from 1, counted from the first passage after arming. */
  readonly passage: number;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

/** Arms a point. It is one small write: whoever reads meanwhile sees nothing or all of it. */
export function armPoint(file: string, armed: ArmedPoint): void {
  writeFileSync(file, JSON.stringify(armed));
}

/** Whether something is armed and has not happened yet. */
export function isArmed(file: string): boolean {
  return readFileSync(file, 'utf8') !== '';
}

/** Takes an armed point back. */
export function disarm(file: string): void {
  writeFileSync(file, '');
}

/** What the process under test passes as `onPoint`; undefined when its environment names no file. */
export function pointOfEnvironment(): ((point: string) => void) | undefined {
  const file = process.env[POINT_VARIABLE];
  return file === undefined ? undefined : watchPoints(file);
}

function watchPoints(file: string): (point: string) => void {
  const seen = { text: '', passages: 0 };
  return (point) => {
    const text = readFileSync(file, 'utf8');
    if (text === '') return;
    if (text !== seen.text) Object.assign(seen, { text, passages: 0 });
    const armed = JSON.parse(text) as ArmedPoint;
    if (armed.point !== point || ++seen.passages < armed.passage) return;
    // Disarmed first: it happens once, whatever is started after it.
    disarm(file);
    process.kill(process.pid, armed.signal);
  };
}
