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

/** One line for an event, e.g. `10:15:02.113  task  render-left   queued → in_progress  attempt 1`. */
export function eventLine(event: DemoEvent): string {
  const [noun = '', what = ''] = event.kind.split('.');
  const name = event.task?.name ?? event.run?.name ?? '';
  return `${event.at.slice(11, 23)}  ${noun.padEnd(5)} ${name.padEnd(14)} ${changeOf(event, what)}`.trimEnd();
}

/** One line for output of a task. */
export function outputLine(name: string, message: string): string {
  return `${' '.repeat(12)}  ${'│'.padStart(5)} ${name.padEnd(14)} ${message}`;
}

function changeOf(event: DemoEvent, what: string): string {
  const status = event.status ?? event.runStatus;
  const change = event.previousStatus && status && event.previousStatus !== status ? `${event.previousStatus} → ${status}` : (status ?? what);
  const details = [
    event.attemptNo && event.kind === 'task.started' ? `attempt ${event.attemptNo}` : '',
    event.exitCode === null || event.exitCode === undefined ? '' : `exit code ${event.exitCode}`,
  ];
  return [change.padEnd(26), ...details].join(' ').trimEnd();
}
