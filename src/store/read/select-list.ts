// Column lists of reads, made once from the entities so that rows arrive with the names of the domain's records.
import type { EntitySchema } from '@mikro-orm/core';

/** `t.project_id AS "projectId", …` for every property of the entity except the omitted ones. */
export function selectList(entity: EntitySchema, alias: string, omit: readonly string[] = []): string {
  return Object.keys(entity.meta.properties)
    .filter((property) => !omit.includes(property))
    .map((property) => `${alias}.${columnOf(property)} AS "${property}"`)
    .join(', ');
}

/** The column of a property: the ORM's own rule, `projectId` is `project_id`. */
export function columnOf(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
