// What a workflow of steps wants from its samples and gives back: its run parameters and its returns.
import { findMethod } from '../deck/call-check.ts';
import type { DeckDescription, ValueType } from '../deck/deck.ts';
import type { Step } from './step.ts';
import { blocksOf } from './step-tree.ts';
import type { StepsSpec } from './steps-spec.ts';
import { variablesIn, wholeVariable } from './written-value.ts';

/** A variable that the samples must bring; the type is that of the argument it fills first, `any` when it is only part of a text. */
export interface RunParameter {
  readonly name: string;
  readonly type: ValueType;
}

/** Every `#name` in arguments of the main part that no step of it sets, in the order of first use. Without the deck all are `any`. */
export function parametersOf(spec: Pick<StepsSpec, 'main'>, deck?: DeckDescription): readonly RunParameter[] {
  const set = namesSetBy(spec.main);
  const parameters = new Map<string, ValueType>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.disabled) continue;
      for (const [name, type] of usesOf(step, deck)) if (!set.has(name) && !parameters.has(name)) parameters.set(name, type);
      // What a nested workflow uses comes by its arguments.
      if (step.kind !== 'workflow') blocksOf(step).forEach(([, inner]) => visit(inner));
    }
  };
  visit(spec.main);
  return [...parameters].map(([name, type]) => ({ name, type }));
}

/** Names that calls of the main part store their results under, each once, in order; those of nested workflows where they come out. */
export function returnsOf(spec: Pick<StepsSpec, 'main'>): readonly string[] {
  const names = new Set<string>();
  const visit = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.disabled) continue;
      if (step.kind === 'call' || step.kind === 'workflow') for (const name of step.returns ?? []) if (name !== null) names.add(name);
      if (step.kind !== 'workflow') blocksOf(step).forEach(([, inner]) => visit(inner));
    }
  };
  visit(spec.main);
  return [...names];
}

/** Names that steps and the steps within them may set; disabled ones set none, of a nested workflow only what comes out. */
export function namesSetBy(steps: readonly Step[], names: Set<string> = new Set()): ReadonlySet<string> {
  for (const step of steps) {
    if (step.disabled) continue;
    for (const name of namesSetByOne(step)) names.add(name);
    if (step.kind !== 'workflow') blocksOf(step).forEach(([, inner]) => namesSetBy(inner, names));
  }
  return names;
}

/** The counter of the turns of a `while`. */
export const WHILE_INDEX = 'while_index';

/** Names that a step sets by itself, without the steps within it. */
export function namesSetByOne(step: Step): readonly string[] {
  switch (step.kind) {
    case 'call':
    case 'workflow':
      return (step.returns ?? []).filter((name) => name !== null);
    case 'input':
    case 'variable':
    case 'math':
      return [step.name];
    case 'while':
      return [WHILE_INDEX];
    default:
      return [];
  }
}

function usesOf(step: Step, deck: DeckDescription | undefined): readonly (readonly [string, ValueType])[] {
  if (step.kind !== 'call' && step.kind !== 'workflow') return [];
  const method = step.kind === 'call' && deck ? findMethod(deck, step) : undefined;
  const signatures = method && 'signature' in method ? method.signature.args : {};
  // JSON that was stored has its keys in no order of the author's: that of the signature is the better one.
  const names = [...new Set([...Object.keys(signatures), ...Object.keys(step.args)])].filter((name) => Object.hasOwn(step.args, name));
  return names.flatMap((name) => {
    const value = step.args[name]!;
    const type = wholeVariable(value) !== null && Object.hasOwn(signatures, name) ? signatures[name]!.type : 'any';
    return variablesIn(value).map((variable) => [variable, type] as const);
  });
}
