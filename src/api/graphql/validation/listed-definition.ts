// Definitions read for a check: what is wrong with their wrappers is listed, not thrown, so that all the other faults are listed too.
import { DomainError } from '../../../domain/errors.ts';
import { MAX_VALIDATION_FAULTS, type ValidationFault, type ValidationReport } from '../../../domain/steps/validation.ts';
import { inputPath } from '../mutation/input-path.ts';
import type { DefinitionInput } from '../workflow/definition.input.ts';
import { type TaskTemplateInput, templateOf } from '../workflow/task-template.input.ts';

/** A definition as far as it could be read. */
export interface ListedDefinition {
  readonly definition: object;
  readonly faults: readonly ValidationFault[];
  /** Places of the specs that could not be read. */
  readonly unread: readonly (readonly string[])[];
}

/** Reads a definition; templates whose spec could not be read have none. */
export function listedDefinition(input: DefinitionInput): ListedDefinition {
  const faults: ValidationFault[] = [];
  const unread: (readonly string[])[] = [];
  const read = (task: TaskTemplateInput, i: number): object => {
    const path = ['definition', 'tasks', String(i)];
    try {
      return templateOf(task, path);
    } catch (error) {
      faults.push(faultOf(error));
      unread.push([...path, 'spec']);
      return { ...task, spec: null };
    }
  };
  return { definition: { tasks: input.tasks.map(read) }, faults, unread };
}

/** The fault that an error of the caller tells of; other errors are thrown on. */
export function faultOf(error: unknown): ValidationFault {
  if (!(error instanceof DomainError) || error.code === 'FORBIDDEN') throw error;
  return { path: error.path ?? [], message: error.message };
}

/** The report on what the client wrote: with the faults of its wrappers, and all places as they are in `input`. */
export function reportOf(report: ValidationReport, listed: ListedDefinition | null, input: object): ValidationReport {
  const known = report.faults.filter(({ path }) => !listed?.unread.some((place) => place.every((part, i) => path[i] === part)));
  const faults = [...(listed?.faults ?? []), ...known].slice(0, MAX_VALIDATION_FAULTS);
  return { ...report, valid: faults.length === 0, faults: faults.map(({ path, message }) => ({ path: inputPath(path, input), message })) };
}
