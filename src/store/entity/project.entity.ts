// The table of projects.
import { defineEntity, p } from '@mikro-orm/core';

/** One namespace; rows equal the domain's `Project`. The row of a deleted one stays: the log names it. */
export const ProjectEntity = defineEntity({
  name: 'Project',
  tableName: 'project',
  properties: {
    id: p.uuid().primary(),
    path: p.text(),
    description: p.text().default(''),
    tags: p.array(),
    systemTags: p.array(),
    defaultOutput: p.text().nullable(),
    createdBy: p.uuid().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
    deletedAt: p.datetime(3).nullable(),
  },
});
