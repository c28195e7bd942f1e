// Models by the address of their file, and files by paths of any length.
import { Migration } from '@mikro-orm/migrations';

const THERE = 'path IS NOT NULL AND deleted_at IS NULL';

export class Migration20261121227000_model extends Migration {
  override up(): void {
    // Addresses and paths may be longer than an entry of an ordered index: 2,704 bytes, which 1,024 Chinese letters are more than.
    this.addSql('CREATE INDEX model_uri ON model USING hash (uri)');
    this.addSql(`CREATE INDEX model_name ON model ((lower(name COLLATE pg_c_utf8)) COLLATE "C", ord)`);
    this.addSql('DROP INDEX file_path');
    this.addSql(`ALTER TABLE file ADD CONSTRAINT file_path EXCLUDE USING hash ((store || ':' || path) WITH =) WHERE (${THERE})`);
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS model_uri');
    this.addSql('DROP INDEX IF EXISTS model_name');
    this.addSql('ALTER TABLE file DROP CONSTRAINT file_path');
    this.addSql(`CREATE UNIQUE INDEX file_path ON file (store, path) WHERE ${THERE}`);
  }
}
