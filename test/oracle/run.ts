// The oracle on the command line: `node test/oracle/run.ts <DATABASE_URL>` prints the judgement; exit code 1 when not content, 2 without a database.
import pg from 'pg';
import type { Connection, Statement } from '../../src/store/database.ts';
import { wireTypes } from '../../src/store/wire-types.ts';
import { oracle } from './oracle.ts';
import { printed } from './oracle-report.ts';

process.exitCode = await main(process.argv[2]);

async function main(url: string | undefined): Promise<number> {
  if (url === undefined) {
    process.stderr.write('usage: node test/oracle/run.ts <DATABASE_URL>\n');
    return 2;
  }
  const client = new pg.Client({ connectionString: url, application_name: 'switchyard oracle' });
  await client.connect();
  try {
    const report = await oracle({ db: connectionOf(client) });
    process.stdout.write(printed(report));
    return report.content ? 0 : 1;
  } finally {
    await client.end();
  }
}

function connectionOf(client: pg.Client): Connection {
  return {
    async query<Row>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
      return (await client.query({ ...statement, values: values as unknown[], types: wireTypes })).rows as Row[];
    },
  };
}
