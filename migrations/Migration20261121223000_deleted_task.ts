// Deleted tasks whose rows are still to be cleared away, so that they are found without looking at all that is not deleted.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121223000_deleted_task extends Migration {
  override up(): void {
    this.addSql('CREATE INDEX task_to_collect ON task (deleted_at) WHERE deleted_at IS NOT NULL AND generation > 0');
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS task_to_collect');
  }
}
