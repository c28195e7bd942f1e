// Output lines by week, so that old ones go as a whole; sessions found by their end.
import { Migration } from '@mikro-orm/migrations';

// What has been written so far becomes one partition as it stands, however large: no row is copied. Its lines count as recorded today.
const LINES = [
  `ALTER TABLE log_line RENAME TO log_line_before`,
  `ALTER TABLE log_line_before RENAME CONSTRAINT log_line_pkey TO log_line_before_pkey`,
  `CREATE TABLE log_line (
    task_id uuid NOT NULL, generation int NOT NULL, day date NOT NULL, n bigint NOT NULL, at timestamptz(3) NOT NULL, attempt_no int NOT NULL,
    source text NOT NULL CONSTRAINT log_line_source_check CHECK (source IN ('STDOUT','STDERR','SYSTEM')), message text NOT NULL) PARTITION BY RANGE (day)`,
  `ALTER TABLE task_stream
    ADD COLUMN first_day date NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC')::date), ADD COLUMN last_day date NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC')::date)`,
  `DO $$ DECLARE
    monday date := date_trunc('week', now() AT TIME ZONE 'UTC')::date;
    name text;
  BEGIN
    IF EXISTS (SELECT 1 FROM log_line_before) THEN
      ALTER TABLE log_line_before ADD COLUMN day date NOT NULL DEFAULT ((now() AT TIME ZONE 'UTC')::date);
      ALTER TABLE log_line_before ALTER COLUMN day DROP DEFAULT;
      EXECUTE format('ALTER TABLE log_line ATTACH PARTITION log_line_before FOR VALUES FROM (MINVALUE) TO (%L)', monday + 7);
      monday := monday + 7;
    ELSE
      DROP TABLE log_line_before;
    END IF;
    FOR i IN 0..4 LOOP
      name := 'log_line_' || to_char(monday + 7 * i, 'YYYYMMDD');
      EXECUTE format('CREATE TABLE %I (LIKE log_line INCLUDING DEFAULTS INCLUDING CONSTRAINTS, PRIMARY KEY (task_id, generation, n))', name);
      EXECUTE format('ALTER TABLE log_line ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, monday + 7 * i, monday + 7 * i + 7);
    END LOOP;
  END $$`,
];

const SESSIONS = [`CREATE INDEX runner_session_ended ON runner_session (ended_at) WHERE ended_at IS NOT NULL`];

export class Migration20261121190000_retention extends Migration {
  override up(): void {
    for (const sql of [...LINES, ...SESSIONS]) this.addSql(sql);
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS runner_session_ended');
    this.addSql('ALTER TABLE log_line RENAME TO log_line_parts');
    // Both names are said: PostgreSQL would choose others while the partitions have these, and the way up again looks for them.
    this.addSql(`CREATE TABLE log_line (
      task_id uuid NOT NULL, generation int NOT NULL, n bigint NOT NULL, at timestamptz(3) NOT NULL, attempt_no int NOT NULL,
      source text NOT NULL CONSTRAINT log_line_source_check CHECK (source IN ('STDOUT','STDERR','SYSTEM')), message text NOT NULL,
      CONSTRAINT log_line_pkey PRIMARY KEY (task_id, generation, n))`);
    this.addSql('INSERT INTO log_line SELECT task_id, generation, n, at, attempt_no, source, message FROM log_line_parts');
    this.addSql('DROP TABLE log_line_parts');
    this.addSql('ALTER TABLE task_stream DROP COLUMN first_day, DROP COLUMN last_day');
  }
}
