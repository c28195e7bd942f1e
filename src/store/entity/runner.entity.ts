// The table of runners.
import { defineEntity, p } from '@mikro-orm/core';
import type { CapabilitiesByKind, RunnerKind, RunnerState } from '../../domain/attempt/runner.ts';
import type { AlgorithmDescription } from '../../domain/graph/algorithm.ts';
import type { SpecKind } from '../../domain/task/spec.ts';

/** One taker of work; rows equal the domain's `Runner` plus the user whose key it came with. */
export const RunnerEntity = defineEntity({
  name: 'Runner',
  tableName: 'runner',
  properties: {
    id: p.uuid().primary(),
    name: p.text().unique(),
    userId: p.uuid().nullable(),
    kind: p.text().$type<RunnerKind>(),
    sessionId: p.uuid().nullable(),
    leaseUntil: p.datetime(3).nullable(),
    state: p.text().$type<RunnerState>(),
    slots: p.integer(),
    can: p.json<CapabilitiesByKind>(),
    kinds: p.array<SpecKind>((kind) => kind as SpecKind),
    queues: p.array(),
    decks: p.array(),
    algorithms: p.json<readonly AlgorithmDescription[]>().default('[]'),
    host: p.text().default(''),
    agent: p.text().default(''),
    version: p.integer().default(1),
    createdAt: p.datetime(3).defaultRaw('now()'),
    seenAt: p.datetime(3).defaultRaw('now()'),
    ord: p.bigint('number').autoincrement(),
  },
});
