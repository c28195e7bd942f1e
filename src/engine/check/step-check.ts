// Checking steps one after the other: their fields, what they use, and what is there after them.
import { assertNever } from '../../domain/errors.ts';
import type { ArgumentSignature } from '../../domain/deck/deck.ts';
import { namesSetBy, namesSetByOne, WHILE_INDEX } from '../../domain/steps/parameters.ts';
import type { NestedStep, Step, VariableStep, VariableType, Written } from '../../domain/steps/step.ts';
import { variablesIn, wholeVariable } from '../../domain/steps/written-value.ts';
import { checkCallStep } from './call-step-check.ts';
import { castFault, expressionUse } from './expression-check.ts';
import { NameScope } from './name-scope.ts';
import type { CheckPlace, StepsCheck } from './steps-check-place.ts';

/** Checks steps in their order; the scope has afterwards what they set. Disabled steps are checked too, but set nothing. */
export function checkStepList(check: StepsCheck, steps: readonly Step[], place: CheckPlace): void {
  for (const [i, step] of steps.entries()) {
    const scope = step.disabled ? place.scope.branch() : place.scope;
    checkStep(check, step, { scope, path: [...place.path, String(i)] });
    scope.set(namesSetByOne(step));
  }
}

function checkStep(check: StepsCheck, step: Step, { scope, path }: CheckPlace): void {
  const below = (field: string, inner = scope) => ({ scope: inner, path: [...path, field] });
  switch (step.kind) {
    case 'call':
      for (const [name, value] of Object.entries(step.args)) checkWritten(check, value, { scope, path: [...path, 'args', name] });
      return checkCallStep(check, step, { scope, path });
    case 'wait':
      return checkNumber(check, step.seconds, { ...below('seconds'), signature: SECONDS });
    case 'repeat':
      checkNumber(check, step.times, { ...below('times'), signature: TIMES });
      return checkLoop(check, step.body, below('body'));
    case 'comment':
      return checkWritten(check, step.text, below('text'));
    case 'variable':
      return checkVariable(check, step, below('value'));
    case 'math':
      return checkValueOr(check, { value: step.expression, type: 'float' }, below('expression'));
    case 'if':
      checkExpressionAt(check, step.condition, below('condition'));
      return checkBranches(check, [[step.then, below('then', scope.branch())], [step.else ?? [], below('else', scope.branch())]], scope);
    case 'while':
      scope.set([WHILE_INDEX]);
      checkExpressionAt(check, step.condition, below('condition'));
      return checkLoop(check, step.body, below('body'));
    case 'workflow':
      return checkNested(check, step, { scope, path });
    case 'pause':
    case 'input':
      return;
    default:
      return assertNever(step);
  }
}

const SECONDS: ArgumentSignature = { type: 'float', min: 0 };
const TIMES: ArgumentSignature = { type: 'int', min: 0 };

function checkBranches(check: StepsCheck, branches: readonly (readonly [readonly Step[], CheckPlace])[], scope: NameScope): void {
  for (const [steps, place] of branches) checkStepList(check, steps, place);
  for (const [, place] of branches) scope.adopt(place.scope);
}

/** From its second turn on a loop has what its body sets, so that its first steps may use what its last ones set. */
function checkLoop(check: StepsCheck, body: readonly Step[], place: CheckPlace): void {
  place.scope.set(namesSetBy(body));
  checkStepList(check, body, place);
}

/** A nested workflow has names of its own: its arguments and what its steps set. */
function checkNested(check: StepsCheck, step: NestedStep, { scope, path }: CheckPlace): void {
  for (const [name, value] of Object.entries(step.args)) checkWritten(check, value, { scope, path: [...path, 'args', name] });
  const missing = (name: string) => `#${name} is not set before this step of the workflow ${step.name}: give it to the workflow in args, or set it first`;
  const inner = new NameScope(Object.keys(step.args).map((name) => [name, 'SET'] as const), missing);
  checkStepList(check, step.steps, { scope: inner, path: [...path, 'steps'] });
  for (const [i, name] of (step.returns ?? []).entries()) {
    if (check.names && inner.origin(name) === null) check.faults.add([...path, 'returns', String(i)], `the workflow ${step.name} does not set ${name}`);
  }
}

/** As the run sets it: an expression where the text is one, else the text itself with its variables, cast to the type. A text is any text. */
function checkVariable(check: StepsCheck, { type, value }: VariableStep, place: CheckPlace): void {
  if (type === 'str' && typeof value === 'string') return;
  checkValueOr(check, { value, type }, place);
}

/** A value or an expression that gives a value of the type; what the text is besides is known in the run only where it has variables. */
function checkValueOr(check: StepsCheck, { value, type }: { value: Written; type: VariableType }, place: CheckPlace): void {
  const fault = castFault(type, value);
  if (fault === null) return;
  if (typeof value !== 'string') return check.faults.add(place.path, fault);
  const use = expressionUse(value);
  if ('names' in use) return useNames(check, use.names, place);
  if (variablesIn(value).length > 0) return useNames(check, variablesIn(value), place);
  check.faults.add(place.path, `is no value of type ${type} and no expression: ${use.fault}`);
}

function checkExpressionAt(check: StepsCheck, source: string, place: CheckPlace): void {
  const use = expressionUse(source);
  if ('fault' in use) return check.faults.add(place.path, use.fault);
  useNames(check, use.names, place);
}

function checkNumber(check: StepsCheck, value: Written, place: CheckPlace & { signature: ArgumentSignature }): void {
  checkWritten(check, value, place);
  const variable = wholeVariable(value);
  if (variable !== null && place.scope.origin(variable) === 'SAMPLE') check.uses.fills(variable, place.signature, `${place.path.at(-1)} of a step`);
}

function checkWritten(check: StepsCheck, value: Written, place: CheckPlace): void {
  // A whole value may be null in the run; within a longer text that is an error.
  if (wholeVariable(value) === null) return useNames(check, variablesIn(value), place);
  const fault = place.scope.fault(wholeVariable(value)!);
  if (check.names && fault !== null) check.faults.add(place.path, fault);
}

function useNames(check: StepsCheck, names: readonly string[], { scope, path }: CheckPlace): void {
  for (const name of names) {
    const fault = scope.fault(name);
    if (check.names && fault !== null) check.faults.add(path, fault);
    if (scope.origin(name) === 'SAMPLE') check.uses.needs(name);
  }
}
