// What experiments leave beside their status: documents, activity, artifacts, models, metrics; and workers of others.
import { Migration } from '@mikro-orm/migrations';

const TYPES = `('training','testing','inference','data_processing','application','monitor','controller','optimizer','service','qc','report','custom')`;

// Few and narrow: every claim and every end writes the row anew.
const TASK = [
  `ALTER TABLE task ADD COLUMN type text NOT NULL DEFAULT 'custom' CONSTRAINT task_type_check CHECK (type IN ${TYPES}), ADD COLUMN system_tags text[] NOT NULL DEFAULT '{}',
    ADD COLUMN parent_id uuid, ADD COLUMN parent_deleted boolean NOT NULL DEFAULT false, ADD COLUMN is_public boolean NOT NULL DEFAULT false,
    ADD COLUMN enqueue_status text, ADD COLUMN published_at timestamptz(3)`,
  'CREATE INDEX task_parent ON task (parent_id) WHERE parent_id IS NOT NULL',
  // What people write about a task and what its program is given: large, cold, and read by itself. A task without a row has none of it.
  `CREATE TABLE task_doc (
    task_id uuid PRIMARY KEY, comment text NOT NULL DEFAULT '', script jsonb, execution jsonb NOT NULL DEFAULT '{}', hyperparams jsonb NOT NULL DEFAULT '{}',
    configuration jsonb NOT NULL DEFAULT '{}', runtime jsonb NOT NULL DEFAULT '{}', container jsonb NOT NULL DEFAULT '{}', output jsonb NOT NULL DEFAULT '{}')`,
  // Signs of life: written by every ping and every batch of numbers, and by nothing else. No index but the key, so that a write stays on its page.
  `CREATE TABLE task_activity (
    task_id uuid PRIMARY KEY, last_update timestamptz(3), last_change timestamptz(3), last_changed_by uuid, last_worker text, last_worker_report timestamptz(3),
    last_iteration bigint NOT NULL DEFAULT 0) WITH (fillfactor = 50)`,
];

const RESULTS = [
  `CREATE TABLE artifact (
    task_id uuid NOT NULL, generation int NOT NULL, key text NOT NULL, mode text NOT NULL DEFAULT 'output' CHECK (mode IN ('input','output')), type text NOT NULL, uri text,
    content_size bigint, hash text, at bigint, type_data jsonb, display_data jsonb, PRIMARY KEY (task_id, generation, key, mode))`,
  `CREATE TABLE model (
    id uuid PRIMARY KEY, project_id uuid NOT NULL REFERENCES project(id), name text NOT NULL, uri text NOT NULL DEFAULT '', framework text, labels jsonb NOT NULL DEFAULT '{}',
    design jsonb, ready boolean NOT NULL DEFAULT true, task_id uuid, task_deleted boolean NOT NULL DEFAULT false, parent_id uuid, comment text NOT NULL DEFAULT '',
    tags text[] NOT NULL DEFAULT '{}', system_tags text[] NOT NULL DEFAULT '{}', metadata jsonb NOT NULL DEFAULT '{}', is_public boolean NOT NULL DEFAULT false, created_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(), updated_at timestamptz(3) NOT NULL DEFAULT now(), version int NOT NULL DEFAULT 1,
    ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE, deleted_at timestamptz(3))`,
  'CREATE INDEX model_task ON model (task_id) WHERE task_id IS NOT NULL',
  'CREATE INDEX model_project ON model (project_id, ord)',
  `CREATE TABLE task_model (
    task_id uuid NOT NULL, generation int NOT NULL, kind text NOT NULL CHECK (kind IN ('input','output')), name text NOT NULL, model_id uuid NOT NULL, position int NOT NULL DEFAULT 0,
    updated_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (task_id, generation, kind, name))`,
  'CREATE INDEX task_model_model ON task_model (model_id)',
];

const METRICS = [
  // The owner is a task, or a model (whose generation is 0). The row holds what is asked for most: the last, least and greatest value.
  `CREATE TABLE metric_series (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, owner_id uuid NOT NULL, generation int NOT NULL, kind text NOT NULL CHECK (kind IN ('SCALAR','VECTOR','PLOT','IMAGE')),
    metric text NOT NULL, variant text NOT NULL, x_axis_label text, count bigint NOT NULL DEFAULT 0, total float8 NOT NULL DEFAULT 0,
    last_value float8, last_iter bigint, last_at timestamptz(3), min_value float8, min_iter bigint, max_value float8, max_iter bigint, first_value float8, first_iter bigint,
    UNIQUE (owner_id, generation, kind, metric, variant)) WITH (fillfactor = 70)`,
  // n numbers what was written to an owner in the order of commits: whoever follows asks for what has a greater one.
  `CREATE TABLE metric_stream (owner_id uuid NOT NULL, generation int NOT NULL, next bigint NOT NULL DEFAULT 1, PRIMARY KEY (owner_id, generation)) WITH (fillfactor = 50)`,
  `CREATE TABLE metric_point (series_id bigint NOT NULL, iter bigint NOT NULL, at timestamptz(3) NOT NULL, value float8 NOT NULL, n bigint NOT NULL, PRIMARY KEY (series_id, iter))`,
  'CREATE INDEX metric_point_n ON metric_point (series_id, n)',
  `CREATE TABLE metric_document (
    series_id bigint NOT NULL, iter bigint NOT NULL, key text NOT NULL DEFAULT '', at timestamptz(3) NOT NULL, n bigint NOT NULL, body text, url text, worker text,
    PRIMARY KEY (series_id, iter, key))`,
  'ALTER TABLE log_line ADD COLUMN level text, ADD COLUMN worker text',
];

const PLACES = [
  `ALTER TABLE project ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN system_tags text[] NOT NULL DEFAULT '{}', ADD COLUMN default_output text, ADD COLUMN created_by uuid,
    ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now()`,
  `ALTER TABLE queue ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN system_tags text[] NOT NULL DEFAULT '{}', ADD COLUMN metadata jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN updated_at timestamptz(3) NOT NULL DEFAULT now()`,
  `UPDATE queue SET system_tags = '{default}' WHERE name = 'default'`,
  // What an outside worker says of itself, beside its row among the runners.
  `CREATE TABLE outside_worker (
    runner_id uuid PRIMARY KEY, queue_ids uuid[] NOT NULL DEFAULT '{}', timeout_seconds int NOT NULL DEFAULT 600, ip text, task_id uuid, queue_id uuid, tags text[] NOT NULL DEFAULT '{}',
    system_tags text[] NOT NULL DEFAULT '{}', stats jsonb, registered_at timestamptz(3) NOT NULL DEFAULT now(), last_report_at timestamptz(3),
    last_activity_at timestamptz(3) NOT NULL DEFAULT now()) WITH (fillfactor = 50)`,
];

export class Migration20261121210000_experiment extends Migration {
  override up(): void {
    for (const sql of [...TASK, ...RESULTS, ...METRICS, ...PLACES]) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['outside_worker', 'metric_document', 'metric_point', 'metric_stream', 'metric_series', 'task_model', 'model', 'artifact', 'task_activity', 'task_doc']) {
      this.addSql(`DROP TABLE IF EXISTS ${table} CASCADE`);
    }
    this.addSql('ALTER TABLE log_line DROP COLUMN level, DROP COLUMN worker');
    this.addSql('ALTER TABLE queue DROP COLUMN tags, DROP COLUMN system_tags, DROP COLUMN metadata, DROP COLUMN updated_at');
    this.addSql('ALTER TABLE project DROP COLUMN tags, DROP COLUMN system_tags, DROP COLUMN default_output, DROP COLUMN created_by, DROP COLUMN updated_at');
    this.addSql('ALTER TABLE task DROP COLUMN type, DROP COLUMN system_tags, DROP COLUMN parent_id, DROP COLUMN parent_deleted, DROP COLUMN is_public, DROP COLUMN enqueue_status, DROP COLUMN published_at');
  }
}
