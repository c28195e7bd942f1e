// The calls of projects.
import type { ClearmlCall } from '../clearml-call.ts';
import { createProjectCall, deleteProjectCall, updateProjectCall } from './change-project.call.ts';
import { listProjectsCall, listProjectsExCall, projectByIdCall } from './list-projects.call.ts';

/** Every one of them. */
export const projectCalls: readonly ClearmlCall[] = [listProjectsCall, listProjectsExCall, projectByIdCall, createProjectCall, updateProjectCall, deleteProjectCall];
