// Turns of recurring work: which server of several last took one, and when.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121194500_turn extends Migration {
  override up(): void {
    // Unlogged: a turn is worth nothing after a crash, and taking one then waits for no disk.
    this.addSql('CREATE UNLOGGED TABLE maintenance_turn (work text PRIMARY KEY, taken_at timestamptz(3) NOT NULL) WITH (fillfactor = 50)');
  }

  override down(): void {
    this.addSql('DROP TABLE IF EXISTS maintenance_turn');
  }
}
