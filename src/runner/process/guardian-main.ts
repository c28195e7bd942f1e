// The guardian's own process: reads what runs, and when the pipe closes kills whatever still does.
import { createInterface } from 'node:readline';
import { endProcesses } from './end-processes.ts';
import { signalProcess } from './process-scan.ts';

const groups = new Map<string, number | null>();

// Only the end of the pipe may end this process: a signal to everything (shutdown, a terminal closing) would otherwise take it first.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', take);
lines.on('close', () => void killAll());
process.stdout.write('listening\n');
// The runner may go without reading on.
process.stdout.on('error', () => undefined);

function take(line: string): void {
  const [verb, id = '', group = ''] = line.split(' ');
  if (verb === '-') groups.delete(id);
  else groups.set(id, group === '' ? null : Number(group));
}

async function killAll(): Promise<void> {
  // The groups first, at once; then the slower search for those that left them.
  for (const group of groups.values()) if (group !== null) signalProcess(-group, 'SIGKILL');
  const hurry = AbortSignal.abort();
  await Promise.all([...groups].map(([attemptId, group]) => endProcesses({ attemptId, group }, { graceMs: 0, hurry })));
  process.exit(0);
}
