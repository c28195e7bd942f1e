import { Migration } from '@mikro-orm/migrations';
export class Migration20260101000000_slow extends Migration { override up(): void { this.addSql("SELECT pg_sleep(0.6)"); } }
