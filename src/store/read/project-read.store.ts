// Reads of projects.
import type { Project } from '../../domain/project.ts';
import { ProjectEntity } from '../entity/project.entity.ts';
import { containsPattern, present } from './listing.ts';
import { asStored, nounReads } from './noun-reads.ts';
import { selectList } from './select-list.ts';

/** Which projects. */
export interface ProjectFilter {
  readonly pathContains?: string | undefined;
}

/** Lists and loads of projects; ids grow with time, so that they are the order of creation. */
export const PROJECT_READS = nounReads<Project, Project, ProjectFilter>({
  listing: { name: 'project', from: 'project t', select: selectList(ProjectEntity, 't'), base: null, reach: 't.id = ANY($?::uuid[])' },
  order: (descending) => [{ property: 'id', column: 't.id', type: 'uuid', descending }],
  conditions: ({ pathContains }) => present('path', 't.path ILIKE $?', pathContains === undefined ? undefined : containsPattern(pathContains)),
  record: asStored,
});
