// A process that owns a database, for tests to kill: node owner-process.ts <start|supervise> <directory>.
// It prints one JSON line, either what it started or the error it met, and then lives until it is killed.
import { startPostgres } from '../../src/server/postgres/embedded-postgres.ts';
import { supervisePostgres } from '../../src/server/postgres/postgres-supervisor.ts';

const [verb, dataDir = ''] = process.argv.slice(2);
const start = verb === 'supervise' ? supervisePostgres : startPostgres;

try {
  const { url, port, pid, adopted } = await start({ dataDir, log: () => {} });
  console.log(JSON.stringify({ url, port, pid, adopted }));
  setInterval(() => {}, 60_000);
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.log(JSON.stringify({ code, message }));
}
