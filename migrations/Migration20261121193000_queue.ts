// Cheaper claims and ends: keys that are checked twice, and room for ends beside beginnings.
import { Migration } from '@mikro-orm/migrations';

// An attempt and its phase are made in the statement that has the task's row, and the runner's session, in hand, and neither tasks nor
// runners are ever deleted: to look both up once more costs a tenth of a claim and a lock on a runner's row that all its claims share.
const KEYS = [
  ['attempt', 'attempt_task_id_fkey', 'FOREIGN KEY (task_id) REFERENCES task(id)'],
  ['attempt', 'attempt_runner_id_fkey', 'FOREIGN KEY (runner_id) REFERENCES runner(id)'],
  ['phase', 'phase_task_id_fkey', 'FOREIGN KEY (task_id) REFERENCES task(id)'],
] as const;

export class Migration20261121193000_queue extends Migration {
  override up(): void {
    for (const [table, name] of KEYS) this.addSql(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
    // The end of a phase changes no column that has an index: with room on its page it touches none.
    this.addSql('ALTER TABLE phase SET (fillfactor = 60)');
    // Every call of a runner begins with its session.
    this.addSql('CREATE INDEX runner_of_session ON runner (session_id)');
  }

  override down(): void {
    this.addSql('DROP INDEX IF EXISTS runner_of_session');
    this.addSql('ALTER TABLE phase RESET (fillfactor)');
    for (const [table, name, definition] of KEYS) this.addSql(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
  }
}
