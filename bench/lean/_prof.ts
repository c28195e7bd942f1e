import { fork } from 'node:child_process';
import path from 'node:path';
import { BenchDatabase } from '../bench-database.ts';
import { BenchChild } from '../child.ts';
await using database = await BenchDatabase.start();
const url = await database.create('lean');
const kind = process.argv[2]!;
const start = (args: string[], file: string) => new Promise<any>((resolve) => { const c = fork(path.join(import.meta.dirname, file), args, { execArgv: ['--cpu-prof', '--cpu-prof-dir=/tmp/h-prof', '--cpu-prof-interval=200'] }); c.once('message', (m: any) => resolve({ c, port: m.port })); });
if (kind !== 'ours') { using o: any = await BenchChild.start('lean/ours.ts', [url, 'jit']); void o; }
const s = kind === 'ours' ? await start([url, 'jit', 'memory'], 'ours.ts') : await start([kind, url, 'memory'], 'peer.ts');
using client: any = await BenchChild.start('lean/asking-client.ts', []);
await client.ask({ port: s.port, requests: 1500, connections: 16 });
const { seconds } = await client.ask({ port: s.port, requests: 3000, connections: 16 });
console.log(kind, 3000 / seconds);
s.c.disconnect();
await new Promise((r) => s.c.once('exit', r));
