// The audit of commands, which only ever grows until it is old, and locks on parts of the lab.
import { Migration } from '@mikro-orm/migrations';

const AUDIT = [
  // Read newest first, by time: the time leads every key, so that a page costs the same however long ago it was.
  `CREATE TABLE audit_entry (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY, at timestamptz(3) NOT NULL DEFAULT now(), actor_id uuid NOT NULL, actor_name text NOT NULL, key_id text,
    action text NOT NULL, target_kind text, target_id text, project_id uuid, outcome text NOT NULL CHECK (outcome IN ('ACCEPTED','NOOP','REFUSED','DENIED')),
    code text, reason text, request_id text, call_id text, transport text NOT NULL, address text, attempts int NOT NULL DEFAULT 1 CHECK (attempts > 0),
    PRIMARY KEY (at, id))`,
  'CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at, id)',
  'CREATE INDEX audit_entry_target ON audit_entry (target_id, at, id) WHERE target_id IS NOT NULL',
  'CREATE INDEX audit_entry_action ON audit_entry (action, at, id)',
  `CREATE INDEX audit_entry_outcome ON audit_entry (outcome, at, id) WHERE outcome <> 'ACCEPTED'`,
  // What is written stays as it is: not even this program can change it, or take away what is younger than the shortest retention.
  `CREATE FUNCTION keep_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '1 day' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'entries of the audit are neither changed nor taken away';
  END $$`,
  'CREATE TRIGGER audit_entry_kept BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION keep_audit_entry()',
];

const LOCKS = [
  `CREATE TABLE lab_lock (
    id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('EVERYTHING','PROJECT','QUEUE','DECK')), path text, queue_id uuid REFERENCES queue(id), deck text,
    holder_id uuid NOT NULL, holder_name text NOT NULL, note text NOT NULL DEFAULT '', key_hash text NOT NULL,
    since timestamptz(3) NOT NULL DEFAULT now(), until timestamptz(3),
    CHECK ((kind = 'PROJECT') = (path IS NOT NULL) AND (kind = 'QUEUE') = (queue_id IS NOT NULL) AND (kind = 'DECK') = (deck IS NOT NULL)))`,
];

export class Migration20261121201000_audit extends Migration {
  override up(): void {
    for (const sql of [...AUDIT, ...LOCKS]) this.addSql(sql);
  }

  override down(): void {
    for (const sql of ['DROP TABLE IF EXISTS lab_lock', 'DROP TABLE IF EXISTS audit_entry', 'DROP FUNCTION IF EXISTS keep_audit_entry()']) this.addSql(sql);
  }
}
