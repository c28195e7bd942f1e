// What tells a database that tests have had from a new one, and the statement that empties it.

/** Ends the other connections to the database, and has a row for each that is still there. */
export const OTHER_CONNECTIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;

/** Relations and the numbers of their columns: what a test changes of the schema, if any; quick enough for after each test. */
export const SCHEMA_MARK = `SELECT md5(string_agg(format('%s %s %s', relname, relkind, relnatts), ',' ORDER BY relname)) AS mark FROM pg_class WHERE relnamespace = 'public'::regnamespace`;

/** First id of what was not there when the cluster was made. */
const FIRST_OWN_ID = 16_384;
/** Files of a database may grow by as much before it is dropped for a new one, bytes: dead rows that every reader passes. */
const GROWTH_BYTES = 4 * 1024 * 1024;
const own = (catalog: string, id = 'oid'): string => `(SELECT md5(string_agg(c::text, ';' ORDER BY c::text)) FROM ${catalog} c WHERE ${id} >= ${FIRST_OWN_ID})`;

/**
 * The whole of it, copies of one template being alike to their last id: every table, column, default, constraint, index, function,
 * trigger, rule, type, schema, extension and right, settings of the database, large objects, how much was counted (a plan rests on it),
 * and whether it has grown much. What VACUUM does to one counts as a change.
 */
export const WHOLE_MARK = `SELECT md5(concat_ws(' ',
  (SELECT string_agg(format('%s %s %s %s %s %s %s %s %s', oid, relname, relkind, relnatts, relpersistence, reloptions, relacl, relrowsecurity, reltuples), ',' ORDER BY oid) FROM pg_class WHERE oid >= ${FIRST_OWN_ID}),
  (SELECT md5(string_agg(c::text, ';' ORDER BY c::text)) FROM pg_attribute c WHERE attrelid >= ${FIRST_OWN_ID}),
  ${['pg_attrdef', 'pg_constraint', 'pg_proc', 'pg_trigger', 'pg_rewrite', 'pg_type', 'pg_namespace', 'pg_extension', 'pg_policy', 'pg_statistic_ext', 'pg_publication', 'pg_event_trigger', 'pg_largeobject_metadata'].map((catalog) => own(catalog)).join(', ')},
  ${own('pg_index', 'indexrelid')}, ${own('pg_sequence', 'seqrelid')}, ${own('pg_inherits', 'inhrelid')},
  (SELECT nspacl FROM pg_namespace WHERE nspname = 'public'),
  (SELECT string_agg(setconfig::text, ';') FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase WHERE datname = current_database()),
  (SELECT count(*) FROM pg_statistic WHERE starelid >= ${FIRST_OWN_ID}),
  (SELECT pg_database_size(d.oid) > pg_database_size(t.oid) + ${GROWTH_BYTES} FROM pg_database d, pg_database t WHERE d.datname = current_database() AND t.datname = regexp_replace(d.datname, '_[0-9a-f]+$', '')))) AS mark`;

/**
 * DELETE without triggers, because TRUNCATE makes a new file for every table and index: 100 ms instead of 5. A table without a page has
 * no row; most tests write into a few. What the migrations have put in is there again.
 */
export const EMPTY = `DO $$ DECLARE name text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT oid::regclass FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> 'migration' AND pg_relation_size(oid) > 0 LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
  INSERT INTO event_meta DEFAULT VALUES;
  INSERT INTO webhook_cursor (seq) VALUES (0); END $$`;
