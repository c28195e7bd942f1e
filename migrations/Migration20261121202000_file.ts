// Files: what is known of each beside its bytes, and how much each store holds.
import { Migration } from '@mikro-orm/migrations';

const STORES = `('CLEARML','IKOMIA','IVORY_CONFIG','IVORY_DATA','UPLOAD','ARTIFACT')`;

const FILES = [
  `CREATE TABLE file (
    id uuid PRIMARY KEY, store text NOT NULL CHECK (store IN ${STORES}), path text, name text NOT NULL, sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint NOT NULL CHECK (size >= 0), content_type text NOT NULL, project_id uuid NOT NULL REFERENCES project(id), created_by uuid,
    created_at timestamptz(3) NOT NULL DEFAULT now(), expires_at timestamptz(3), deleted_at timestamptz(3), ord bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE)`,
  `CREATE UNIQUE INDEX file_path ON file (store, path) WHERE path IS NOT NULL AND deleted_at IS NULL`,
  // Whether anybody still needs the bytes.
  `CREATE INDEX file_sha256 ON file (sha256)`,
  `CREATE INDEX file_expired ON file (store, expires_at) WHERE expires_at IS NOT NULL AND deleted_at IS NULL`,
  `CREATE INDEX file_deleted ON file (deleted_at) WHERE deleted_at IS NOT NULL`,
  `CREATE INDEX file_project ON file (project_id, ord)`,
  `CREATE INDEX file_store_ord ON file (store, ord)`,
  // The row of a store is its lock as well: sums are exact because its files change one at a time.
  `CREATE TABLE file_store (store text PRIMARY KEY CHECK (store IN ${STORES}), bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0), files bigint NOT NULL DEFAULT 0 CHECK (files >= 0))`,
];

export class Migration20261121202000_file extends Migration {
  override up(): void {
    for (const sql of FILES) this.addSql(sql);
  }

  override down(): void {
    for (const table of ['file_store', 'file']) this.addSql(`DROP TABLE IF EXISTS ${table} CASCADE`);
  }
}
