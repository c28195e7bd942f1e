// Databases and roles with settings of their own for how dates are shown and in which zone.
import { expect, test } from 'vitest';
import { makeRoom } from '../../src/engine/retention/make-room.ts';
import { Database } from '../../src/store/database.ts';
import { databaseTime } from '../../src/store/event/event-age.store.ts';
import { linePartitions, todayOf } from '../../src/store/retention/line-partition.store.ts';
import { EngineBench } from '../engine/engine-bench.ts';

test.each(['German, DMY', 'SQL, MDY', 'Postgres, DMY'])('a database whose dates are shown as %s is read like any other: the weeks of its output, its days and its times', async (style) => {
  await using bench = await EngineBench.open();
  for (const [name, value] of [['DateStyle', style], ['TimeZone', 'Pacific/Kiritimati']]) {
    await bench.sql(`DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET ${name} = %L', current_database(), '${value}'); END $$`);
  }
  const db = await Database.open({ url: bench.url, poolSize: 2, transactionTimeout: 5_000 });
  try {
    expect(await linePartitions(db)).toEqual(await linePartitions(bench.engine.db));
    expect(await todayOf(db)).toBe(await todayOf(bench.engine.db));
    expect(Math.abs((await databaseTime(db)).getTime() - (await databaseTime(bench.engine.db)).getTime())).toBeLessThan(60_000);
    await makeRoom({ ...bench.engine, db });
  } finally {
    await db.close();
  }
});
