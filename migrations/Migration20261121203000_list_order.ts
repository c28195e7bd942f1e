// What lists are filtered and ordered by.
import { Migration } from '@mikro-orm/migrations';

/** A text without case, compared by code point: one index serves equality with and without case, beginnings and the alphabetical order. */
const folded = (column: string): string => `(lower(${column} COLLATE pg_c_utf8)) COLLATE "C"`;

// Each change of a task's status writes every index of the table anew, because the status itself has one (a row that stays on its page
// without touching an index must change no column of any index). So there are few that have all tasks; the others leave out the value
// that nearly every task has, and cost nothing where it stands.
const TASK = [
  `task_name ON task (${folded('name')}, ord)`,
  'task_changed ON task (status_changed_at, ord)',
  'task_queue ON task (queue_id, ord)',
  'task_creator ON task (created_by, ord)',
  `task_kind ON task (spec_kind, ord) WHERE spec_kind <> 'command'`,
  `task_hold ON task (hold, ord) WHERE hold <> 'NONE'`,
  'task_priority ON task (priority, ord) WHERE priority <> 0',
  'task_generation ON task (generation, ord) WHERE generation > 1',
  'task_cloned ON task (cloned_from) WHERE cloned_from IS NOT NULL',
  // A few bytes for each quarter of a megabyte: rows lie about in the order in which they were made, so that a range of times is a range of pages.
  'task_times ON task USING brin (created_at, started_at, ended_at) WITH (pages_per_range = 32, autosummarize = on)',
  // Pending entries are searched one by one: a short list of them keeps reads short, and tasks with tags are not the rule.
  `task_tags ON task USING gin (tags) WITH (gin_pending_list_limit = 256) WHERE tags <> '{}'`,
];

const RUN = [
  `run_name ON run (${folded('name')}, ord)`,
  `run_started ON run ((coalesce(started_at, '-infinity')), ord)`,
  `run_ended ON run ((coalesce(ended_at, '-infinity')), ord)`,
  'run_creator ON run (created_by, ord)',
  'run_queue ON run (queue_id, ord) WHERE queue_id IS NOT NULL',
  'run_priority ON run (priority, ord) WHERE priority <> 0',
  'run_cloned ON run (cloned_from) WHERE cloned_from IS NOT NULL',
];

const OTHERS = [
  ...['workflow', 'queue', 'runner', 'deck'].map((table) => `${table}_name_order ON ${table} (${folded('name')}, ord)`),
  `project_path_order ON project (${folded('path')}, id)`,
];

export class Migration20261121203000_list_order extends Migration {
  override up(): void {
    for (const index of [...TASK, ...RUN, ...OTHERS]) this.addSql(`CREATE INDEX ${index}`);
  }

  override down(): void {
    for (const index of [...TASK, ...RUN, ...OTHERS]) this.addSql(`DROP INDEX IF EXISTS ${index.split(' ')[0]!}`);
  }
}
