import { BenchServer } from './bench-server.ts';
import * as cf from './claim-finish.ts';
await using server = await BenchServer.start();
for (const terms of [{ takers: 8, batch: 1 }, { takers: 8, batch: 1 }, { takers: 4, batch: 50 }]) {
  let t = performance.now();
  const lap = (n: string, v: number) => { console.log(n, terms, Math.round(v), 'took', Math.round(performance.now() - t)); t = performance.now(); };
  lap('ours', await cf.switchyardRate(server.engine, server.admin, terms));
  lap('boss', await cf.bossRate(server.databaseUrl, terms));
  lap('graphile', await cf.graphileRate(server.databaseUrl, terms));
}
