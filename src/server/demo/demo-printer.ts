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
  readonly task?: { readonly id: string; readonly name: string } | null;
  readonly runStatus?: string | null;
  readonly run?: { readonly name: string } | null;
}

/** One line for an event, e.g. `10:15:02.113  task  render-left    queued → in_progress       attempt 1`. */
export function eventLine(event: DemoEvent): string {
  const [noun = '', ...what] = event.kind.toLowerCase().split('_');
  const name = event.task?.name ?? event.run?.name ?? '';
  return `${event.at.slice(11, 23)}  ${noun.padEnd(5)} ${name.padEnd(14)} ${changeOf(event, what.join(' '))}`.trimEnd();
}

/** One line for output of a task. */
export function outputLine(name: string, message: string): string {
  return `${' '.repeat(12)}  ${'│'.padStart(5)} ${name.padEnd(14)} ${message}`;
}

function changeOf(event: DemoEvent, what: string): string {
  const status = (event.status ?? event.runStatus)?.toLowerCase();
  const before = event.previousStatus?.toLowerCase();
  const change = before && status && before !== status ? `${before} → ${status}` : (status ?? what);
  const details = [
    event.attemptNo && event.kind === 'TASK_STARTED' ? `attempt ${event.attemptNo}` : '',
    event.exitCode === null || event.exitCode === undefined ? '' : `exit code ${event.exitCode}`,
  ];
  return [change.padEnd(26), ...details].join(' ').trimEnd();
}
