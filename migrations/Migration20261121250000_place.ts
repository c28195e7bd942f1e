// Projects and queues that are deleted: their rows stay, because history names them, and their names are free again. And how long work has waited.
import { Migration } from '@mikro-orm/migrations';

/** Table and column whose values are unique among what is not deleted. */
const NAMED = [['project', 'path'], ['queue', 'name']] as const;

export class Migration20261121250000_place extends Migration {
  override up(): void {
    for (const [table, column] of NAMED) {
      this.addSql(`ALTER TABLE ${table} ADD COLUMN deleted_at timestamptz(3), DROP CONSTRAINT ${table}_${column}_key`);
      this.addSql(`CREATE UNIQUE INDEX ${table}_${column}_living ON ${table} (${column}) WHERE deleted_at IS NULL`);
    }
    // Attempts lie about in the order of their claims: a few bytes for each hundred find those of a time.
    this.addSql('CREATE INDEX attempt_claimed ON attempt USING brin (claimed_at) WITH (pages_per_range = 32, autosummarize = on)');
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS attempt_claimed');
    for (const [table, column] of NAMED) {
      // A name that was given anew can be had once only: what was deleted gets another one.
      this.addSql(`UPDATE ${table} SET ${column} = left(${column}, 200) || ' deleted ' || id WHERE deleted_at IS NOT NULL`);
      this.addSql(`DROP INDEX IF EXISTS ${table}_${column}_living`);
      this.addSql(`ALTER TABLE ${table} DROP COLUMN deleted_at, ADD CONSTRAINT ${table}_${column}_key UNIQUE (${column})`);
    }
  }
}
