// The entities against the tables that the migrations really make.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../src/store/database.ts';
import { ProjectEntity } from '../../src/store/entity/project.entity.ts';
import { ENTITIES } from '../../src/store/entities.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/fresh-database.ts';

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  readonly nullable: boolean;
}

let fresh: FreshDatabase;
let database: Database;
let columns: Column[];

beforeAll(async () => {
  fresh = await freshDatabase();
  database = await Database.open({ url: fresh.url, poolSize: 2, transactionTimeout: 5_000 });
  const client = new pg.Client({ connectionString: fresh.url });
  await client.connect();
  const { rows } = await client.query<Column>(
    `SELECT c.relname AS table_name, a.attname AS column_name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relname <> 'migration'`,
  );
  columns = rows;
  await client.end();
});

afterAll(async () => {
  await database?.close();
  await fresh?.drop();
});

test('every table of the migrations has one entity, and every entity has a table', () => {
  const tables = [...new Set(columns.map((column) => column.table_name))].toSorted();
  expect(ENTITIES.map((entity) => entity.meta.tableName).toSorted()).toEqual(tables);
});

test('every property of every entity is a column of the same type and nullability, and no column is left out', () => {
  const described = ENTITIES.flatMap((entity) => {
    const meta = database.orm.getMetadata().get(entity.meta.class);
    return meta.props.map((prop) => `${meta.tableName}.${prop.fieldNames[0]} ${prop.columnTypes[0]}${prop.nullable ? ' null' : ''}`);
  });
  const real = columns.map((column) => `${column.table_name}.${column.column_name} ${column.type}${column.nullable ? ' null' : ''}`);
  expect(described.map(inPostgresWords).toSorted()).toEqual(real.toSorted());
});

test('the database opens on a migrated database and reads through the ORM and through statements alike', async () => {
  const em = database.orm.em.fork();
  expect(await em.count(ProjectEntity, {})).toBe(0);
  expect(await database.query<{ floor: number }>({ name: 'test_floor', text: 'SELECT floor FROM event_meta' }, [])).toEqual([{ floor: 0 }]);
});

// The ORM writes the short names of types, the catalogue the long ones.
function inPostgresWords(line: string): string {
  return line.replace(/timestamptz\(3\)/, 'timestamp(3) with time zone').replace(/ int( null)?$/, ' integer$1').replace(/ bigserial( null)?$/, ' bigint$1');
}
