// How the demo shows events: one line each, readable without a manual.

/** An event as the demo asks for it. */
export interface DemoEvent {
  readonly __typename: string;
  readonly kind: string;
  readonly at: string;
  readonly status?: string | null;
  readonly previousStatus?: string | null;
  readonly reason?: string | null;
  readonly attemptNo?: number | null;
  readonly exitCode?: number | null;
  readonly hold?: string | null;
  readonly phase?: DemoPhase | null;
  readonly step?: DemoStep | null;
  readonly task?: { readonly id: string; readonly name: string } | null;
  readonly runStatus?: string | null;
  readonly run?: { readonly name: string } | null;
}

/** A phase of steps. */
export interface DemoPhase {
  readonly section: string;
  readonly index: number;
  readonly state: string | null;
}

/** A step that was carried out. */
export interface DemoStep extends DemoPhase {
  readonly sample: number;
  readonly kind: string | null;
  readonly method: string | null;
}

/**
 * One line for an event, e.g. `10:15:02.113  task  render-left    queued → in_progress       attempt 1`; null for those that would
 * be too much for somebody who watches: of steps the calls are shown, when they have ended.
 */
export function eventLine(event: DemoEvent): string | null {
  const [noun = '', ...what] = event.kind.toLowerCase().split('_');
  const name = event.task?.name ?? event.run?.name ?? '';
  if (event.kind === 'TASK_STEP') return event.step?.kind === 'call' && event.step.state !== 'RUNNING' ? line(event, ['step', name, stepOf(event.step)]) : null;
  if (event.kind === 'TASK_PHASE') return event.phase ? line(event, ['phase', name, `${placeOf(event.phase)} ${event.phase.state?.toLowerCase()}`]) : null;
  return line(event, [noun, name, changeOf(event, what.join(' '))]);
}

/** One line for output of a task. */
export function outputLine(name: string, message: string): string {
  return `${' '.repeat(12)}  ${'│'.padStart(5)} ${name.padEnd(14)} ${message}`;
}

function line({ at }: DemoEvent, [noun, name, text]: readonly [string, string, string]): string {
  return `${at.slice(11, 23)}  ${noun.padEnd(5)} ${name.padEnd(14)} ${text}`.trimEnd();
}

function stepOf(step: DemoStep): string {
  return `${placeOf(step)} sample ${step.sample}  ${(step.method ?? '').padEnd(20)} ${step.state === 'SUCCEEDED' ? 'ok' : step.state?.toLowerCase()}`;
}

function placeOf({ section, index }: DemoPhase): string {
  return section === 'MAIN' ? `main ${index}` : section.toLowerCase();
}

function changeOf(event: DemoEvent, what: string): string {
  const status = (event.status ?? event.runStatus)?.toLowerCase();
  const before = event.previousStatus?.toLowerCase();
  const change = before && status && before !== status ? `${before} → ${status}` : (status ?? what);
  const details = [
    event.attemptNo && event.kind === 'TASK_STARTED' ? `attempt ${event.attemptNo}` : '',
    event.exitCode === null || event.exitCode === undefined ? '' : `exit code ${event.exitCode}`,
    event.kind === 'TASK_HELD' && event.hold ? event.hold.toLowerCase() : '',
  ];
  return [change.padEnd(26), ...details].join(' ').trimEnd();
}
