// What belongs to a task and has a table of its own, as one value of the task's row.

/** A number that JSON can write; the others are left out. */
const finite = (column: string): string => `CASE WHEN ${column} BETWEEN -1.7976931348623157e308 AND 1.7976931348623157e308 THEN ${column} END`;
const ofTask = (alias: string, owner = 'task_id'): string => `${alias}.${owner} = t.id AND ${alias}.generation = t.generation`;

/** Its artifacts, by key; null when there are none. */
export const ARTIFACTS = `(SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('key', a.key, 'type', a.type, 'mode', a.mode, 'uri', a.uri, 'content_size', a.content_size, 'hash', a.hash,
  'timestamp', a.at, 'type_data', a.type_data, 'display_data', a.display_data)) ORDER BY a.key COLLATE "C", a.mode) FROM artifact a WHERE ${ofTask('a')})`;

/** Its models of one kind, in their order; times are milliseconds. Null when there are none. */
export function modelsSql(kind: 'input' | 'output'): string {
  return `(SELECT jsonb_agg(jsonb_build_object('name', m.name, 'model', m.model_id, 'updated', (extract(epoch FROM m.updated_at) * 1000)::bigint) ORDER BY m.position, m.name COLLATE "C")
    FROM task_model m WHERE ${ofTask('m')} AND m.kind = '${kind}')`;
}

/** The ids of its models of one kind, in 32 digits. */
export function modelIdsSql(kind: 'input' | 'output'): string {
  return `ARRAY(SELECT replace(m.model_id::text, '-', '') FROM task_model m WHERE ${ofTask('m')} AND m.kind = '${kind}')`;
}

const MEMBERS: Readonly<Record<string, string>> = {
  value: finite('s.last_value'), min_value: finite('s.min_value'), max_value: finite('s.max_value'), first_value: finite('s.first_value'),
  min_value_iteration: 's.min_iter', max_value_iteration: 's.max_iter', first_value_iteration: 's.first_iter', count: 's.count', mean_value: finite('(s.total / nullif(s.count, 0))'),
};

/** The last values of its scalars: digest of the metric → digest of the variant → values. Null when there are none. */
export const LAST_METRICS = `(SELECT jsonb_object_agg(of_metric.digest, of_metric.variants) FROM (
  SELECT md5(s.metric) AS digest, jsonb_object_agg(md5(s.variant), jsonb_strip_nulls(jsonb_build_object('metric', s.metric, 'variant', s.variant, 'x_axis_label', s.x_axis_label,
    ${Object.entries(MEMBERS).map(([name, sql]) => `'${name}', ${sql}`).join(', ')}))) AS variants
  FROM metric_series s WHERE ${ofTask('s', 'owner_id')} AND s.kind = 'SCALAR' GROUP BY 1) of_metric)`;

/** One number of one scalar, named by the two digests; nothing for a member that there is not. */
export function lastMetricSql([metric, variant, member]: readonly string[], add: (value: unknown) => string): string {
  const sql = Object.hasOwn(MEMBERS, member ?? '') ? MEMBERS[member!]! : 'NULL::float8';
  return `(SELECT (${sql})::float8 FROM metric_series s WHERE ${ofTask('s', 'owner_id')} AND s.kind = 'SCALAR' AND md5(s.metric) = ${add(metric ?? '')}::text AND md5(s.variant) = ${add(variant ?? '')}::text LIMIT 1)`;
}
