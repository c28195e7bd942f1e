// `/metrics`: a few figures in the text form that Prometheus reads.
import { sendText } from './json-answer.ts';
import type { Room } from './front-door.ts';
import { isRead } from './probe.ts';

/** One figure. A read that fails shows as NaN, so that a scrape still tells of everything else. */
export interface Figure {
  readonly name: string;
  /** `counter` only grows, from 0 at the start of the process. */
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly read: () => number | Promise<number>;
}

/** Answers with the present values. */
export function metrics(figures: readonly Figure[]): Room {
  return async (req, res) => {
    if (!isRead(req, res)) return;
    const parts = await Promise.all(figures.map(async (figure) => format(figure, await valueOf(figure))));
    sendText(res, 200, { text: parts.join(''), headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  };
}

function format({ name, type, help }: Figure, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${Number.isFinite(value) ? value : 'NaN'}\n`;
}

async function valueOf(figure: Figure): Promise<number> {
  try {
    return await figure.read();
  } catch {
    // Only figures read from the database can fail, and `database_up` says why they did.
    return Number.NaN;
  }
}
