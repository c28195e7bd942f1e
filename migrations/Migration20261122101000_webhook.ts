// Webhooks, their deliveries, and how far the log has been turned into deliveries.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261122101000_webhook extends Migration {
  override up(): void {
    this.addSql(`CREATE TABLE webhook (
      id uuid PRIMARY KEY,
      project_id uuid NOT NULL REFERENCES project,
      deployment_id uuid REFERENCES deployment,
      url text NOT NULL,
      host text NOT NULL,
      events jsonb NOT NULL,
      secret text NOT NULL,
      is_enabled boolean NOT NULL DEFAULT true,
      disabled_reason text,
      failing_since timestamptz(3),
      created_by uuid,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      updated_at timestamptz(3) NOT NULL DEFAULT now(),
      deleted_at timestamptz(3),
      ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY
    )`);
    this.addSql('CREATE INDEX webhook_project ON webhook (project_id, ord) WHERE deleted_at IS NULL');
    this.addSql(`CREATE TABLE webhook_delivery (
      id uuid PRIMARY KEY,
      webhook_id uuid NOT NULL REFERENCES webhook,
      type text NOT NULL,
      run_id uuid,
      body text NOT NULL,
      state text NOT NULL DEFAULT 'PENDING',
      attempts integer NOT NULL DEFAULT 0,
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      next_at timestamptz(3) NOT NULL DEFAULT now(),
      ended_at timestamptz(3),
      status_code integer,
      error text
    )`);
    this.addSql(`CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_at) WHERE state = 'PENDING'`);
    this.addSql('CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, created_at DESC, id DESC)');
    this.addSql('CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended_at) WHERE ended_at IS NOT NULL');
    this.addSql('CREATE TABLE webhook_cursor (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), seq bigint NOT NULL)');
    // What was logged before there were webhooks is news to nobody.
    this.addSql(`INSERT INTO webhook_cursor (seq) SELECT coalesce(max(seq), 0) FROM event`);
  }

  override down(): void {
    this.addSql('DROP TABLE IF EXISTS webhook_cursor');
    this.addSql('DROP TABLE IF EXISTS webhook_delivery');
    this.addSql('DROP TABLE IF EXISTS webhook');
  }
}
