// Costs of jobs as text: one table for people, written beside the figures.
import type { JobCost } from './cost.ts';

/** A table in Markdown: one line for each side and terms. */
export function costTable(costs: readonly JobCost[]): string {
  const head = ['terms', 'side', 'rows inserted', 'updated', 'deleted', 'transactions', 'round trips', 'statements', 'log bytes', 'CPU program µs', 'CPU PostgreSQL µs'];
  const lines = costs.map((cost) => [
    `${cost.terms.takers} × ${cost.terms.batch}`, cost.side, ...[cost.inserted, cost.updated, cost.deleted, cost.transactions, cost.roundTrips, cost.statements].map((value) => value.toFixed(2)),
    Math.round(cost.walBytes).toLocaleString('en'), String(Math.round(cost.programMs * 1_000)), String(Math.round(cost.postgresMs * 1_000)),
  ]);
  return [head, head.map((_, i) => (i < 2 ? '---' : '---:')), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** What was waited for longest, as a list in Markdown. */
export function longestList(costs: readonly JobCost[]): string {
  return costs.map(({ side, terms, longest }) => `* ${side}, ${terms.takers} × ${terms.batch}: ${longest.map(({ name, calls, meanMs }) => `\`${oneLine(name)}\` ${calls} × ${meanMs.toFixed(2)} ms`).join(', ')}`).join('\n');
}

function oneLine(name: string): string {
  return name.replaceAll(/\s+/g, ' ').replaceAll('`', '').trim();
}
