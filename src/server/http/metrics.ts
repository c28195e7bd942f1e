// `/metrics`: a few figures in the text form that Prometheus reads.
import { sendText } from './json-answer.ts';
import type { Room } from './front-door.ts';
import type { Sample } from './labelled-counter.ts';
import { isRead } from './probe.ts';

/** One figure. A read that fails shows as NaN, so that a scrape still tells of everything else. */
export interface Figure {
  readonly name: string;
  /** `counter` only grows, from 0 at the start of the process. */
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly read: () => number | Promise<number>;
  /** What it shows when it could not be read within `FIGURE_MS`. @default NaN */
  readonly whenLate?: number;
}

/** A figure with labels: as many values as its labels have had combinations. */
export interface Series {
  readonly name: string;
  readonly type: 'counter' | 'histogram';
  readonly help: string;
  readonly read: () => readonly Sample[];
}

/** Longest time one figure may take, ms: a scrape must not wait in line for the connections whose shortage it is to show. */
export const FIGURE_MS = 2_000;

/** Answers with the present values. */
export function metrics(figures: readonly Figure[], series: readonly Series[] = []): Room {
  return async (req, res) => {
    if (!isRead(req, res)) return;
    const parts = await Promise.all(figures.map(async (figure) => format(figure, await valueOf(figure))));
    sendText(res, 200, { text: [...parts, ...series.map(formatSeries)].join(''), headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  };
}

function format({ name, type, help }: Figure, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${Number.isFinite(value) ? value : 'NaN'}\n`;
}

function formatSeries({ name, type, help, read }: Series): string {
  const lines = read().map(({ labels, value, suffix = '' }) => `${name}${suffix}{${Object.entries(labels).map(([label, text]) => `${label}="${text}"`).join(',')}} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

async function valueOf(figure: Figure): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<number>((resolve) => { timer = setTimeout(resolve, FIGURE_MS, figure.whenLate ?? Number.NaN); });
  try {
    return await Promise.race([Promise.resolve(figure.read()), late]);
  } catch {
    // Only figures read from the database can fail, and `database_up` says why they did.
    return Number.NaN;
  } finally {
    clearTimeout(timer);
  }
}
