// Why an operation grows: its slowest statements with their plans.
import { TRANSACTION_SETTINGS } from '../../dist/store/database.js';
import { clientClassOf, type TappedStatement, WireTap } from '../wire-tap.ts';
import type { Operation } from './operations.ts';
import type { SizedDatabase } from './sized-database.ts';

/** Statements of an operation that are explained, when they take at least this share of the longest one's time. */
const EXPLAINED = 2;
const WORTH = 0.3;
/** What writes is planned only: carried out once more it would meet the rows of the first time. */
const WRITES = /\b(insert|update|delete)\b/i;
/** What reads the log in the background belongs to no operation but its own. */
const BACKGROUND = /^event\.tail/;
/** The statements of an operation that took longest, with their plans, in Markdown. Nothing of it is kept. */
export async function plansOf(operation: Operation, database: SizedDatabase): Promise<string> {
  const slowest = await slowestOf(operation, database);
  const explained = await Promise.all(slowest.map((statement) => explain(database, statement)));
  return `### ${operation.name}, ${database.size.toLocaleString('en')} tasks\n\n${explained.join('\n\n')}\n`;
}

async function slowestOf(operation: Operation, database: SizedDatabase): Promise<{ statement: TappedStatement; isInTransaction: boolean }[]> {
  using tap = new WireTap([await clientClassOf(database.engine.db.pool)]);
  await operation.measure(database);
  const { statements } = tap.take();
  const isInTransaction = statements.some(({ text }) => text === 'COMMIT');
  const byText = Map.groupBy(statements.filter(({ name, text }) => !BACKGROUND.test(name) && /^\s*(select|with|insert|update|delete)/i.test(text)), ({ text }) => text);
  const longest = [...byText.values()].map((calls) => calls.toSorted((a, b) => b.ms - a.ms)[Math.floor(calls.length / 2)]!).sort((a, b) => b.ms - a.ms);
  return longest.slice(0, EXPLAINED).filter(({ ms }) => ms >= WORTH * longest[0]!.ms).map((statement) => ({ statement, isInTransaction }));
}

async function explain({ engine }: SizedDatabase, { statement, isInTransaction }: { statement: TappedStatement; isInTransaction: boolean }): Promise<string> {
  const client = await engine.db.pool.connect();
  try {
    await client.query('BEGIN');
    if (isInTransaction) await client.query(TRANSACTION_SETTINGS.text);
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${WRITES.test(statement.text) ? '' : '(ANALYZE, BUFFERS)'} ${statement.text}`, [...statement.values]);
    return `\`${statement.name}\`, ${statement.ms.toFixed(2)} ms:\n\n\`\`\`\n${rows.map((row) => row['QUERY PLAN']).join('\n')}\n\`\`\``;
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
