// First tables: people and keys, projects, workflows, runs, tasks, queues, attempts, runners, output, the event log.
import { Migration } from '@mikro-orm/migrations';

const PEOPLE = [
  `CREATE TABLE project (
    id uuid PRIMARY KEY, path text NOT NULL UNIQUE, description text NOT NULL DEFAULT '', created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE TABLE "user" (
    id uuid PRIMARY KEY, name text NOT NULL UNIQUE, role text NOT NULL CHECK (role IN ('viewer','operator','admin','runner','tms')),
    password_hash text, token_epoch int NOT NULL DEFAULT 0, created_at timestamptz(3) NOT NULL DEFAULT now())`,
  `CREATE TABLE access_key (
    id text PRIMARY KEY, secret_hash text NOT NULL, user_id uuid NOT NULL REFERENCES "user"(id), label text NOT NULL DEFAULT '',
    role_cap text NOT NULL CHECK (role_cap IN ('viewer','operator','admin','runner','tms')),
    created_at timestamptz(3) NOT NULL DEFAULT now(), last_used_at timestamptz(3), revoked_at timestamptz(3))`,
  `CREATE INDEX access_key_user ON access_key (user_id)`,
  `CREATE TABLE request (
    actor_id uuid NOT NULL, request_id text NOT NULL, op text NOT NULL, input_hash text NOT NULL, outcome jsonb,
    at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (actor_id, request_id))`,
  `CREATE INDEX request_at ON request USING brin (at)`,
];

const WORK = [
  `CREATE TABLE workflow (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project(id), name text NOT NULL, description text NOT NULL DEFAULT '',
    latest int NOT NULL DEFAULT 0, created_by uuid, created_at timestamptz(3) NOT NULL DEFAULT now(), ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    UNIQUE (project_id, name))`,
  `CREATE TABLE workflow_version (
    workflow_id uuid NOT NULL REFERENCES workflow(id), n int NOT NULL, body jsonb NOT NULL, sha text NOT NULL, created_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (workflow_id, n))`,
  `CREATE TABLE run (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project(id), kind text NOT NULL DEFAULT 'WORKFLOW', name text NOT NULL,
    workflow_id uuid REFERENCES workflow(id), workflow_n int, definition jsonb NOT NULL, inputs jsonb NOT NULL DEFAULT '{}',
    priority int NOT NULL DEFAULT 0, queue_id uuid, enqueued boolean NOT NULL DEFAULT false,
    status text NOT NULL CHECK (status IN ('WAITING','RUNNING','HELD','SUCCEEDED','FAILED','STOPPED')),
    deactivated text CHECK (deactivated IN ('ABORTED','FINISHED')), deactivated_at timestamptz(3), cloned_from uuid,
    created_by uuid, created_at timestamptz(3) NOT NULL DEFAULT now(), started_at timestamptz(3), ended_at timestamptz(3),
    version int NOT NULL DEFAULT 1, ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE, deleted_at timestamptz(3))`,
  `CREATE INDEX run_project ON run (project_id, ord DESC)`,
  `CREATE INDEX run_status ON run (status, ord)`,
  `CREATE INDEX run_workflow ON run (workflow_id, ord DESC) WHERE workflow_id IS NOT NULL`,
  `CREATE TABLE queue (
    id uuid PRIMARY KEY, project_id uuid REFERENCES project(id), name text NOT NULL UNIQUE, display_name text,
    state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN','PAUSED','DRAINING')), accepts text[] NOT NULL,
    version int NOT NULL DEFAULT 1, created_at timestamptz(3) NOT NULL DEFAULT now(), ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE)`,
  `CREATE TABLE task (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project(id), run_id uuid REFERENCES run(id), node text, name text NOT NULL,
    spec_kind text NOT NULL CHECK (spec_kind IN ('command','steps','graph','container')), spec jsonb NOT NULL, retry jsonb NOT NULL,
    status text NOT NULL CHECK (status IN ('created','queued','in_progress','stopped','published','publishing','closed','failed','completed','unknown')),
    status_reason text NOT NULL DEFAULT '', status_message text NOT NULL DEFAULT '', status_changed_at timestamptz(3) NOT NULL DEFAULT now(),
    hold text NOT NULL DEFAULT 'NONE' CHECK (hold IN ('NONE','REQUESTED','USER','STEP_FAILED','INTERVENTION','INPUT')),
    hold_message text, hold_since timestamptz(3),
    order_verb text CHECK (order_verb IN ('STOP','ABORT','KILL')), order_after text, order_cleanup text, order_at timestamptz(3),
    generation int NOT NULL DEFAULT 1, epoch int NOT NULL DEFAULT 0, attempt_no int NOT NULL DEFAULT 0, lost_count int NOT NULL DEFAULT 0, failed_count int NOT NULL DEFAULT 0,
    queue_id uuid REFERENCES queue(id), priority int NOT NULL DEFAULT 0, tags text[] NOT NULL DEFAULT '{}', cloned_from uuid,
    created_by uuid, created_at timestamptz(3) NOT NULL DEFAULT now(), started_at timestamptz(3), ended_at timestamptz(3),
    version int NOT NULL DEFAULT 1, ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE, deleted_at timestamptz(3),
    CHECK (spec_kind = 'command' OR run_id IS NOT NULL), UNIQUE (run_id, node)) WITH (fillfactor = 80)`,
  `CREATE INDEX task_project ON task (project_id, ord DESC)`,
  `CREATE INDEX task_status ON task (status, ord)`,
  `CREATE TABLE queue_item (
    id uuid PRIMARY KEY, queue_id uuid NOT NULL REFERENCES queue(id), task_id uuid UNIQUE REFERENCES task(id), spec_kind text, priority int NOT NULL DEFAULT 0,
    rank bigint NOT NULL, display_name text, not_before timestamptz(3), added_at timestamptz(3) NOT NULL DEFAULT now())
    WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01)`,
  `CREATE INDEX queue_item_order ON queue_item (queue_id, priority DESC, rank)`,
  `CREATE INDEX queue_item_barrier ON queue_item (queue_id, priority DESC, rank) WHERE task_id IS NULL`,
  `CREATE SEQUENCE rank_seq AS bigint`,
];

const EXECUTION = [
  `CREATE TABLE runner (
    id uuid PRIMARY KEY, name text NOT NULL UNIQUE, user_id uuid, kind text NOT NULL CHECK (kind IN ('EMBEDDED','REMOTE','CLEARML','CLUSTER')),
    session_id uuid, lease_until timestamptz(3), state text NOT NULL CHECK (state IN ('UP','DRAINING','GONE')),
    slots int NOT NULL, can jsonb NOT NULL, kinds text[] NOT NULL, queues text[] NOT NULL, host text NOT NULL DEFAULT '', agent text NOT NULL DEFAULT '',
    version int NOT NULL DEFAULT 1, created_at timestamptz(3) NOT NULL DEFAULT now(), seen_at timestamptz(3) NOT NULL DEFAULT now(),
    ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE) WITH (fillfactor = 50)`,
  `CREATE TABLE runner_session (
    id uuid PRIMARY KEY, runner_id uuid NOT NULL REFERENCES runner(id), report_n bigint NOT NULL DEFAULT 0,
    started_at timestamptz(3) NOT NULL DEFAULT now(), ended_at timestamptz(3), stale_writes bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50)`,
  `CREATE INDEX runner_session_runner ON runner_session (runner_id)`,
  `CREATE TABLE attempt (
    id uuid PRIMARY KEY, task_id uuid NOT NULL REFERENCES task(id), generation int NOT NULL, no int NOT NULL,
    fence text NOT NULL CHECK (fence IN ('LEASED','EXTERNAL')), state text NOT NULL CHECK (state IN ('CLAIMED','RUNNING','ENDED')),
    runner_id uuid REFERENCES runner(id), session_id uuid, epoch int NOT NULL, claimed_at timestamptz(3) NOT NULL DEFAULT now(), started_at timestamptz(3), ended_at timestamptz(3),
    outcome text CHECK (outcome IN ('COMPLETED','FAILED','STOPPED','ABORTED','LOST','HANDED_BACK')),
    failure text CHECK (failure IN ('EXIT','CRASHED','TIMED_OUT','ABORTED','INVALID')), exit_code int, signal text, message text NOT NULL DEFAULT '',
    last_seen_at timestamptz(3), returned_item jsonb, UNIQUE (task_id, no)) WITH (fillfactor = 80)`,
  `CREATE UNIQUE INDEX attempt_live ON attempt (task_id) WHERE state <> 'ENDED'`,
  `CREATE INDEX attempt_runner ON attempt (runner_id) WHERE state <> 'ENDED'`,
  `CREATE TABLE phase (
    id uuid PRIMARY KEY, task_id uuid NOT NULL REFERENCES task(id), generation int NOT NULL, section text NOT NULL CHECK (section IN ('prep','main','cleanup','node')),
    index int NOT NULL, state text NOT NULL CHECK (state IN ('RUNNING','SUCCEEDED','FAILED','STOPPED')), started_at timestamptz(3) NOT NULL DEFAULT now(), ended_at timestamptz(3),
    UNIQUE (task_id, generation, section, index))`,
  `CREATE TABLE task_stream (
    task_id uuid NOT NULL REFERENCES task(id), generation int NOT NULL, next bigint NOT NULL DEFAULT 1, bytes bigint NOT NULL DEFAULT 0, dropped bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (task_id, generation)) WITH (fillfactor = 50)`,
  `CREATE TABLE log_line (
    task_id uuid NOT NULL, generation int NOT NULL, n bigint NOT NULL, at timestamptz(3) NOT NULL, attempt_no int NOT NULL,
    source text NOT NULL CHECK (source IN ('STDOUT','STDERR','SYSTEM')), message text NOT NULL, PRIMARY KEY (task_id, generation, n))`,
];

const LOG = [
  // The default of xid runs before the identity: every allocated seq belongs to an assigned xid, which the tail's proof needs.
  `CREATE TABLE event (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(), seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamptz(3) NOT NULL DEFAULT now(), kind text NOT NULL, subject_id uuid NOT NULL, project_id uuid, run_id uuid, task_id uuid, queue_id uuid,
    actor_id uuid, request_id text, data jsonb NOT NULL, PRIMARY KEY (seq)) PARTITION BY RANGE (seq)`,
  `CREATE TABLE event_p0 PARTITION OF event FOR VALUES FROM (0) TO (1000000)`,
  `CREATE TABLE event_p1 PARTITION OF event FOR VALUES FROM (1000000) TO (2000000)`,
  `CREATE INDEX event_task ON event (task_id, seq)`,
  `CREATE INDEX event_run ON event (run_id, seq) WHERE run_id IS NOT NULL`,
  `CREATE TABLE event_meta (log_id text PRIMARY KEY DEFAULT gen_random_uuid()::text, floor bigint NOT NULL DEFAULT 0)`,
  `INSERT INTO event_meta DEFAULT VALUES`,
];

export class Migration20261121100000_walk extends Migration {
  override up(): void {
    for (const sql of [...PEOPLE, ...WORK, ...EXECUTION, ...LOG]) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['event_meta', 'event', 'log_line', 'task_stream', 'phase', 'attempt', 'runner_session', 'runner', 'queue_item', 'task', 'queue', 'run', 'workflow_version', 'workflow', 'request', 'access_key', '"user"', 'project']) {
      this.addSql(`DROP TABLE IF EXISTS ${table} CASCADE`);
    }
    this.addSql('DROP SEQUENCE IF EXISTS rank_seq');
  }
}
