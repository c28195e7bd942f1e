// What tells a database that tests have had from a new one, and the statement that empties it.

/** Ends the other connections to the database, and has a row for each that is still there. */
export const OTHER_CONNECTIONS = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;

/** Relations and the numbers of their columns: what a test changes of the schema, if any; quick enough for after each test. */
export const SCHEMA_MARK = `SELECT md5(string_agg(format('%s %s %s', relname, relkind, relnatts), ',' ORDER BY relname)) AS mark FROM pg_class WHERE relnamespace = 'public'::regnamespace`;

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
