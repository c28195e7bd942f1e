// Checking the step that calls a method: by the deck's description, with its returns and what it gathers.
import { checkCall, findMethod } from '../../domain/deck/call-check.ts';
import type { ArgumentSignature, MethodSignature } from '../../domain/deck/deck.ts';
import type { CallStep } from '../../domain/steps/step.ts';
import { wholeVariable } from '../../domain/steps/written-value.ts';
import type { CheckPlace, StepsCheck } from './steps-check-place.ts';

/** Adds the faults of a call, and notes which columns of the samples become its arguments. */
export function checkCallStep(check: StepsCheck, step: CallStep, place: CheckPlace): void {
  checkGather(check, step, place);
  if (!check.deck) return;
  const found = findMethod(check.deck, step);
  if ('fault' in found) return check.faults.add([...place.path, ...found.fault.path], found.fault.message);
  const checked = checkCall(check.deck, step, { written: true, untyped: step.gather ?? [] });
  if ('faults' in checked) for (const fault of checked.faults) check.faults.add([...place.path, ...fault.path], fault.message);
  checkReturns(check, step, { ...place, returns: found.signature.returns });
  noteColumns(check, step, { ...place, args: found.signature.args });
}

function checkGather(check: StepsCheck, step: CallStep, { path }: CheckPlace): void {
  if (step.gather === undefined || step.gather.length === 0) return;
  if (!step.once) check.faults.add([...path, 'gather'], 'has a meaning only with once: true, where one call is made for all samples');
  for (const [i, name] of step.gather.entries()) {
    if (!Object.hasOwn(step.args, name)) check.faults.add([...path, 'gather', String(i)], `there is no argument ${name} to gather; name one that args has`);
  }
}

function checkReturns(check: StepsCheck, step: CallStep, { path, returns }: CheckPlace & Pick<MethodSignature, 'returns'>): void {
  const names = step.returns?.length ?? 0;
  // One name takes the whole result, also one of several parts.
  if (names === 0 || (names === 1 && returns !== null)) return;
  const method = `${step.instrument}.${step.method}`;
  if (returns === null) check.faults.add([...path, 'returns'], `${method} gives nothing back: leave returns out`);
  else if (typeof returns !== 'string' && returns.length !== names) check.faults.add([...path, 'returns'], `${method} gives ${returns.length} results, not ${names}`);
  else if (typeof returns === 'string' && returns !== 'list' && returns !== 'any') check.faults.add([...path, 'returns'], `${method} gives one result of type ${returns}, not ${names}`);
}

function noteColumns(check: StepsCheck, step: CallStep, { scope, args }: CheckPlace & { readonly args: { readonly [name: string]: ArgumentSignature } }): void {
  for (const [name, value] of Object.entries(step.args)) {
    const column = wholeVariable(value);
    if (column === null || scope.origin(column) !== 'SAMPLE' || !Object.hasOwn(args, name) || step.gather?.includes(name)) continue;
    check.uses.fills(column, args[name]!, `${step.instrument}.${step.method} ${name}`);
  }
}
