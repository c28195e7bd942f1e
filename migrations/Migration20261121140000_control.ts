// Control: slots, decks, steps, holds that ask, items that wait for their run, drafts.
import { Migration } from '@mikro-orm/migrations';

const QUEUES = [
  // Items that were put back may share a rank: the id decides between them, for claims and for lists alike.
  'DROP INDEX queue_item_order',
  'CREATE INDEX queue_item_order ON queue_item (queue_id, priority DESC, rank, id)',
  'DROP INDEX queue_item_barrier',
  'CREATE INDEX queue_item_barrier ON queue_item (queue_id, priority DESC, rank, id) WHERE task_id IS NULL',
  `ALTER TABLE queue ADD COLUMN max_running int CHECK (max_running BETWEEN 1 AND 10000)`,
  `ALTER TABLE queue_item ADD COLUMN deck text, ADD COLUMN held boolean NOT NULL DEFAULT false`,
  `ALTER TABLE run ADD COLUMN paused boolean NOT NULL DEFAULT false`,
  // A slot is the right to run one task of a queue that has a limit, or to use a deck. Surplus ones go when they become free.
  `CREATE TABLE slot (
    resource_kind text NOT NULL CHECK (resource_kind IN ('QUEUE','DECK')), resource_id uuid NOT NULL, n int NOT NULL,
    attempt_id uuid REFERENCES attempt(id), surplus boolean NOT NULL DEFAULT false, PRIMARY KEY (resource_kind, resource_id, n)) WITH (fillfactor = 50)`,
  `CREATE INDEX slot_attempt ON slot (attempt_id) WHERE attempt_id IS NOT NULL`,
  `CREATE INDEX slot_free ON slot (resource_kind, resource_id) WHERE attempt_id IS NULL`,
  // A claim for one deck must not read the items of all others that stand before.
  `CREATE INDEX queue_item_deck ON queue_item (queue_id, deck, priority DESC, rank, id) WHERE deck IS NOT NULL`,
];

const DECKS = [
  // json, not jsonb: methods and arguments keep the order in which they are described.
  `CREATE TABLE deck (
    id uuid PRIMARY KEY, name text NOT NULL UNIQUE, description text, instruments json NOT NULL, sha text NOT NULL, runner_id uuid REFERENCES runner(id),
    created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), version int NOT NULL DEFAULT 1,
    ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE)`,
  `CREATE INDEX deck_runner ON deck (runner_id)`,
  `ALTER TABLE runner ADD COLUMN decks text[] NOT NULL DEFAULT '{}'`,
  // What a runner can do is now said by kind of work; runners introduce themselves anew with each session.
  `UPDATE runner SET can = jsonb_build_object('command', can)`,
  `CREATE TABLE draft (user_id uuid PRIMARY KEY REFERENCES "user"(id), body jsonb NOT NULL, version int NOT NULL DEFAULT 1, updated_at timestamptz(3) NOT NULL DEFAULT now())`,
];

const STEPS = [
  `ALTER TABLE task ADD COLUMN hold_prompt jsonb, ADD COLUMN hold_step_id uuid, ADD COLUMN hold_n int NOT NULL DEFAULT 0,
    ADD COLUMN pause_after text CHECK (pause_after IN ('STEP','ITERATION')), ADD COLUMN control_n int NOT NULL DEFAULT 0, ADD COLUMN hold_answer jsonb,
    ADD COLUMN paused_by_run boolean NOT NULL DEFAULT false`,
  `ALTER TABLE phase ADD COLUMN parameters jsonb, ADD COLUMN outputs jsonb`,
  // As few indexes and keys as will do: a step is written twice while its device waits, and its end should touch no index at all.
  // Whose phase it is says whose step it is.
  `CREATE TABLE step (
    id uuid PRIMARY KEY, task_id uuid NOT NULL, generation int NOT NULL, phase_id uuid NOT NULL REFERENCES phase(id), attempt_no int NOT NULL,
    path text NOT NULL, sample int NOT NULL, try int NOT NULL, kind text NOT NULL, method text NOT NULL, args jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL CHECK (state IN ('RUNNING','SUCCEEDED','FAILED','SKIPPED','UNKNOWN')), output jsonb, error text,
    started_at timestamptz(3) NOT NULL DEFAULT now(), ended_at timestamptz(3), superseded boolean NOT NULL DEFAULT false,
    ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY, UNIQUE (phase_id, path, sample, try)) WITH (fillfactor = 60)`,
  `CREATE INDEX step_task ON step (task_id, generation, ord)`,
];

const EXTERNAL = [
  // Outside workers are known by user and name; ours by name alone.
  `CREATE INDEX attempt_outside ON attempt (last_seen_at) WHERE state <> 'ENDED' AND fence = 'EXTERNAL'`,
];

export class Migration20261121140000_control extends Migration {
  override up(): void {
    for (const sql of [...QUEUES, ...DECKS, ...STEPS, ...EXTERNAL]) this.addSql(sql);
  }

  override down(): void {
    for (const sql of ['DROP INDEX IF EXISTS queue_item_order', 'DROP INDEX IF EXISTS queue_item_barrier']) this.addSql(sql);
    this.addSql('CREATE INDEX queue_item_order ON queue_item (queue_id, priority DESC, rank)');
    this.addSql('CREATE INDEX queue_item_barrier ON queue_item (queue_id, priority DESC, rank) WHERE task_id IS NULL');
    for (const table of ['step', 'draft', 'slot', 'deck']) this.addSql(`DROP TABLE IF EXISTS ${table} CASCADE`);
    this.addSql('DROP INDEX IF EXISTS attempt_outside');
    this.addSql('ALTER TABLE task DROP COLUMN hold_prompt, DROP COLUMN hold_step_id, DROP COLUMN hold_n, DROP COLUMN pause_after, DROP COLUMN control_n, DROP COLUMN hold_answer, DROP COLUMN paused_by_run');
    this.addSql('ALTER TABLE phase DROP COLUMN parameters, DROP COLUMN outputs');
    this.addSql('ALTER TABLE run DROP COLUMN paused');
    this.addSql('ALTER TABLE queue_item DROP COLUMN deck, DROP COLUMN held'); // with the index on it
    this.addSql('ALTER TABLE queue DROP COLUMN max_running');
    this.addSql(`UPDATE runner SET can = coalesce(can->'command', '{}')`);
    this.addSql('ALTER TABLE runner DROP COLUMN decks');
  }
}
