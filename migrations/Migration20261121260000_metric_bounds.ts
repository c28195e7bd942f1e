// What bounds the metrics of an owner, and how far each series goes: counted where they are written, so that no write has to count rows.
import { Migration } from '@mikro-orm/migrations';

const UP = [
  // What an owner has in all, under the lock that numbers its entries.
  `ALTER TABLE metric_stream ADD COLUMN series int NOT NULL DEFAULT 0, ADD COLUMN points bigint NOT NULL DEFAULT 0, ADD COLUMN documents bigint NOT NULL DEFAULT 0,
    ADD COLUMN text bigint NOT NULL DEFAULT 0`,
  // Entries of a series, the greatest iteration among them, and the number of the entry that was written last.
  'ALTER TABLE metric_series ADD COLUMN entries bigint NOT NULL DEFAULT 0, ADD COLUMN top_iter bigint, ADD COLUMN last_n bigint NOT NULL DEFAULT 0',
  // Characters of a document: pages end where they become too large, without a look at the texts themselves.
  'ALTER TABLE metric_document ADD COLUMN size int NOT NULL DEFAULT 0',
  "UPDATE metric_document SET size = coalesce(length(body), 0)",
  'CREATE INDEX metric_document_n ON metric_document (series_id, n)',
  `UPDATE metric_series s SET entries = p.entries, top_iter = p.top, last_n = p.n
    FROM (SELECT series_id, count(*) AS entries, max(iter) AS top, max(n) AS n FROM (SELECT series_id, iter, n FROM metric_point UNION ALL SELECT series_id, iter, n FROM metric_document) e GROUP BY 1) p
    WHERE p.series_id = s.id`,
  `UPDATE metric_stream m SET series = t.series, points = t.points, documents = t.documents FROM (
    SELECT owner_id, generation, count(*) AS series, coalesce(sum(entries) FILTER (WHERE kind = 'SCALAR'), 0) AS points, coalesce(sum(entries) FILTER (WHERE kind <> 'SCALAR'), 0) AS documents
    FROM metric_series GROUP BY 1, 2) t WHERE t.owner_id = m.owner_id AND t.generation = m.generation`,
];

export class Migration20261121260000_metric_bounds extends Migration {
  override up(): void {
    for (const sql of UP) this.addSql(sql);
  }

  override down(): void {
    this.addSql('DROP INDEX metric_document_n');
    this.addSql('ALTER TABLE metric_document DROP COLUMN size');
    this.addSql('ALTER TABLE metric_series DROP COLUMN entries, DROP COLUMN top_iter, DROP COLUMN last_n');
    this.addSql('ALTER TABLE metric_stream DROP COLUMN series, DROP COLUMN points, DROP COLUMN documents, DROP COLUMN text');
  }
}
