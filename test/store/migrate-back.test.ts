// The way back from the newest migrations and forward again, on a database with rows.
import type { Migration } from '@mikro-orm/migrations';
import { expect, test } from 'vitest';
import { makeRoom } from '../../src/engine/retention/make-room.ts';
import { linePartitions } from '../../src/store/retention/line-partition.store.ts';
import { Migration20261121190000_retention } from '../../migrations/Migration20261121190000_retention.ts';
import { Migration20261121193000_queue } from '../../migrations/Migration20261121193000_queue.ts';
import { Migration20261121194500_turn } from '../../migrations/Migration20261121194500_turn.ts';
import { Migration20261121200000_access } from '../../migrations/Migration20261121200000_access.ts';
import { Migration20261121203000_list_order } from '../../migrations/Migration20261121203000_list_order.ts';
import { Migration20261121210000_experiment } from '../../migrations/Migration20261121210000_experiment.ts';
import { Migration20261121223000_deleted_task } from '../../migrations/Migration20261121223000_deleted_task.ts';
import { Migration20261121227000_model } from '../../migrations/Migration20261121227000_model.ts';
import { Migration20261121250000_place } from '../../migrations/Migration20261121250000_place.ts';
import { Migration20261121260000_metric_bounds } from '../../migrations/Migration20261121260000_metric_bounds.ts';
import { Migration20261122020000_deployment } from '../../migrations/Migration20261122020000_deployment.ts';
import { Migration20261122090000_deployment_list } from '../../migrations/Migration20261122090000_deployment_list.ts';
import { Migration20261122100000_storage } from '../../migrations/Migration20261122100000_storage.ts';
import { Migration20261122101000_webhook } from '../../migrations/Migration20261122101000_webhook.ts';
import { Migration20261122140000_word_check } from '../../migrations/Migration20261122140000_word_check.ts';
import { EngineBench } from '../engine/engine-bench.ts';

const MIGRATIONS = [Migration20261121190000_retention, Migration20261121193000_queue, Migration20261121194500_turn, Migration20261121200000_access, Migration20261121203000_list_order, Migration20261121210000_experiment, Migration20261121223000_deleted_task, Migration20261121227000_model, Migration20261121250000_place, Migration20261121260000_metric_bounds, Migration20261122020000_deployment, Migration20261122090000_deployment_list, Migration20261122100000_storage, Migration20261122101000_webhook, Migration20261122140000_word_check];

test('migrations can be taken back and made again, and output that lay in several weeks is there all the time', async () => {
  await using bench = await EngineBench.open();
  const { orm } = bench.engine.db;
  const made: readonly Migration[] = MIGRATIONS.map((one) => new one(orm.em.getDriver(), orm.config));
  const taskId = await bench.task();
  const week = `((now() AT TIME ZONE 'UTC')::date + 7 * (n - 1))`;
  await bench.sql(`INSERT INTO log_line SELECT $1, 1, ${week}, n, now(), 1, 'STDOUT', 'line' FROM generate_series(1, 3) n`, [taskId]);
  await bench.sql(`INSERT INTO task_stream (task_id, generation, next) VALUES ($1, 1, 4)`, [taskId]);
  const lines = (): Promise<unknown> => bench.sql('SELECT n::int FROM log_line ORDER BY n');
  for (const round of [1, 2]) {
    for (const one of made.toReversed()) await carryOut(bench, one, 'down');
    expect(await lines(), `taken back ${round}`).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    for (const one of made) await carryOut(bench, one, 'up');
    expect(await lines(), `made again ${round}`).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  }
  await makeRoom(bench.engine);
  expect((await linePartitions(bench.engine.db))[0]!.name).toBe('log_line_before');
});

async function carryOut(bench: EngineBench, migration: Migration, way: 'up' | 'down'): Promise<void> {
  migration.reset();
  await migration[way]();
  await bench.sql(['BEGIN', ...migration.getQueries(), 'COMMIT'].join(';\n'));
}
