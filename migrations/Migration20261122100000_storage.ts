// Objects of the storage of deployments: files by their paths in order, and which of them are packed directories.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261122100000_storage extends Migration {
  override up(): void {
    this.addSql('ALTER TABLE file ADD COLUMN is_directory_archive boolean NOT NULL DEFAULT false');
    this.addSql(`CREATE INDEX file_object ON file (path COLLATE "C") WHERE store = 'IKOMIA' AND path IS NOT NULL AND deleted_at IS NULL`);
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS file_object');
    this.addSql('ALTER TABLE file DROP COLUMN is_directory_archive');
  }
}
