// What a check before submission says, as the API shows it.
import { Field, ObjectType } from 'type-graphql';
import { MAX_VALIDATION_FAULTS, type TaskEstimate, type ValidationFault, type ValidationReport } from '../../../domain/steps/validation.ts';
import { TaskEstimateType } from './task-estimate.type.ts';
import { ValidationFaultType } from './validation-fault.type.ts';

/** The answer of a check. */
@ObjectType('ValidationReport', { simpleResolvers: true, description: 'What is wrong with a definition or a run, and how much work it would be. Nothing is stored.' })
export class ValidationReportType implements ValidationReport {
  @Field(() => Boolean, { description: 'Whether it would be accepted as it is now.' })
  valid!: boolean;

  @Field(() => [ValidationFaultType], { description: `Everything that is wrong, at most ${MAX_VALIDATION_FAULTS} faults; empty when it is valid.` })
  faults!: readonly ValidationFault[];

  @Field(() => [TaskEstimateType], { description: 'How much work each task would be; with faults, of those tasks of which it can be said.' })
  tasks!: readonly TaskEstimate[];
}
