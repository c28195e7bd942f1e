// Models by the address of their file: whoever has loaded one asks whether it is known already.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261121227000_model extends Migration {
  override up(): void {
    // Addresses may be longer than a row of an ordered index.
    this.addSql('CREATE INDEX model_uri ON model USING hash (uri)');
    this.addSql('CREATE INDEX model_name ON model ((lower(name COLLATE pg_c_utf8)) COLLATE "C", ord)');
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS model_uri');
    this.addSql('DROP INDEX IF EXISTS model_name');
  }
}
