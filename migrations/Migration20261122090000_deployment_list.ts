// What lists of deployments are ordered by.
import { Migration } from '@mikro-orm/migrations';

export class Migration20261122090000_deployment_list extends Migration {
  override up(): void {
    this.addSql('CREATE UNIQUE INDEX deployment_order ON deployment (ord)');
    this.addSql('CREATE INDEX deployment_name_order ON deployment ((lower(name COLLATE pg_c_utf8)) COLLATE "C", ord)');
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS deployment_name_order');
    this.addSql('DROP INDEX IF EXISTS deployment_order');
  }
}
