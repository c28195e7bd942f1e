import { Migration } from '@mikro-orm/migrations';
export class Migration20260101000000_cut extends Migration { override up(): void { this.addSql("SELECT pg_terminate_backend(pg_backend_pid())"); } }
