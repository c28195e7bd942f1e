// Checks before submission.
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { requireRole } from '../../../domain/access.ts';
import type { ValidationReport } from '../../../domain/steps/validation.ts';
import { validateRun, validateWorkflow } from '../../../engine/check/validate.service.ts';
import type { ApiContext } from '../context.ts';
import { CreateRunInput, runOf } from '../run/create-run.input.ts';
import { DefinitionInput } from '../workflow/definition.input.ts';
import { type ListedDefinition, faultOf, listedDefinition, reportOf } from './listed-definition.ts';
import { ValidationReportType } from './validation-report.type.ts';

/** `validateWorkflow` and `validateRun`. */
@Resolver()
export class ValidationResolver {
  @Query(() => ValidationReportType, { description: 'Checks a definition as saveWorkflow would: every fault with its place, and how much work it would be. Needs the role viewer.' })
  async validateWorkflow(@Arg('definition', () => DefinitionInput, { description: 'The definition.' }) definition: DefinitionInput, @Ctx() { engine, actor }: ApiContext): Promise<ValidationReport> {
    requireRole(actor, 'viewer'); // before anything of the input is looked at
    const listed = listedDefinition(definition);
    return reportOf(await validateWorkflow(engine, actor, { definition: listed.definition }), listed, { definition });
  }

  @Query(() => ValidationReportType, { description: 'Checks a run as createRun would be given it, with its samples, project and queues; requestId and enqueue do not matter. Needs the role viewer.' })
  async validateRun(@Arg('input', () => CreateRunInput, { description: 'What to run.' }) input: CreateRunInput, @Ctx() ctx: ApiContext): Promise<ValidationReport> {
    requireRole(ctx.actor, 'viewer');
    const { report, listed } = await checkedRun(ctx, input);
    const { faults, ...rest } = reportOf(report, listed, input);
    return { ...rest, faults: faults.map(({ path, message }) => ({ path: ['input', ...path], message })) };
  }
}

async function checkedRun({ engine, actor }: ApiContext, input: CreateRunInput): Promise<{ report: ValidationReport; listed: ListedDefinition | null }> {
  let listed: ListedDefinition | null = null;
  const definition = (given: DefinitionInput): object => (listed = listedDefinition(given)).definition;
  let run: ReturnType<typeof runOf>;
  try {
    run = runOf(input, definition);
  } catch (error) {
    return { report: { valid: false, faults: [faultOf(error)], tasks: [] }, listed };
  }
  return { report: await validateRun(engine, actor, run), listed };
}
