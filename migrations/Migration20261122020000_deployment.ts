// Deployments: versions of a graph that callers run by name, what their runs give, and the algorithms that runners have.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261122020000_deployment extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE deployment (
      id uuid PRIMARY KEY,
      name text NOT NULL,
      project_id uuid NOT NULL REFERENCES project,
      description text NOT NULL DEFAULT '',
      workflow_id uuid NOT NULL REFERENCES workflow,
      workflow_n integer,
      queue_id uuid NOT NULL REFERENCES queue,
      is_default boolean NOT NULL DEFAULT false,
      result_ttl_seconds integer NOT NULL,
      timeout_seconds integer NOT NULL,
      memory_mib integer NOT NULL,
      created_by uuid,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      deleted_at timestamptz(3),
      version integer NOT NULL DEFAULT 1,
      ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY
    )`);
    this.addSql('CREATE UNIQUE INDEX deployment_name_living ON deployment (name) WHERE deleted_at IS NULL');
    this.addSql('CREATE UNIQUE INDEX deployment_default ON deployment (is_default) WHERE is_default AND deleted_at IS NULL');
    this.addSql('CREATE INDEX deployment_project ON deployment (project_id, ord DESC)');
    this.addSql('ALTER TABLE run ADD COLUMN deployment_id uuid REFERENCES deployment');
    this.addSql('CREATE INDEX run_deployment ON run (deployment_id, ord DESC) WHERE deployment_id IS NOT NULL');
    this.addSql(`CREATE TABLE graph_result (
      task_id uuid PRIMARY KEY,
      generation integer NOT NULL,
      values jsonb,
      stored_at timestamptz(3) NOT NULL DEFAULT now(),
      expires_at timestamptz(3) NOT NULL
    )`);
    this.addSql('CREATE INDEX graph_result_expiry ON graph_result (expires_at) WHERE values IS NOT NULL');
    this.addSql(`ALTER TABLE runner ADD COLUMN algorithms jsonb NOT NULL DEFAULT '[]'`);
  }

  override down(): void {
    this.addSql('ALTER TABLE runner DROP COLUMN algorithms');
    this.addSql('DROP TABLE graph_result');
    this.addSql('DROP INDEX IF EXISTS run_deployment');
    this.addSql('ALTER TABLE run DROP COLUMN deployment_id');
    this.addSql('DROP TABLE deployment');
  }
}
