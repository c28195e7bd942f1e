// Who may call: users with grants by project, sessions of people, keys that sign tokens.
import { Migration } from '@mikro-orm/migrations';

const UP = [
  // `subject` is who the user is at the provider of tokens: a name there may be given to another person, a subject may not.
  `ALTER TABLE "user" ADD COLUMN everywhere boolean NOT NULL DEFAULT true, ADD COLUMN disabled_at timestamptz(3), ADD COLUMN subject text UNIQUE, ADD COLUMN seen_at timestamptz(3)`,
  `CREATE TABLE "grant" (
    user_id uuid NOT NULL REFERENCES "user"(id), path text NOT NULL, role text NOT NULL CHECK (role IN ('viewer','operator','admin')),
    created_at timestamptz(3) NOT NULL DEFAULT now(), PRIMARY KEY (user_id, path))`,
  `CREATE TABLE web_session (
    id text PRIMARY KEY, user_id uuid NOT NULL REFERENCES "user"(id), key_id text REFERENCES access_key(id),
    role_cap text NOT NULL CHECK (role_cap IN ('viewer','operator','admin','runner','tms')), epoch int NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(), expires_at timestamptz(3) NOT NULL, last_used_at timestamptz(3), revoked_at timestamptz(3))`,
  'CREATE INDEX web_session_user ON web_session (user_id, created_at)',
  'CREATE INDEX web_session_expiry ON web_session (expires_at)',
  `CREATE TABLE signing_key (
    id text PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('RSA','HMAC')), material jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL DEFAULT now(), retired_at timestamptz(3))`,
  // One key of a kind signs at a time: of two servers that make one at once, the second takes the first one's.
  'CREATE UNIQUE INDEX signing_key_current ON signing_key (kind) WHERE retired_at IS NULL',
];

export class Migration20261121200000_access extends Migration {
  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['signing_key', 'web_session', '"grant"']) this.addSql(`DROP TABLE IF EXISTS ${table}`);
    this.addSql('ALTER TABLE "user" DROP COLUMN everywhere, DROP COLUMN disabled_at, DROP COLUMN subject, DROP COLUMN seen_at');
  }
}
