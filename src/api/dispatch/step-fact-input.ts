// The shapes of facts about steps: phases, steps and holds.
import { z } from 'zod';
import { PHASE_SECTIONS, PHASE_STATES } from '../../domain/attempt/phase.ts';
import type { JsonValue } from '../../domain/event/event.ts';
import { storedJson } from '../../domain/input/stored-json.ts';
import { STEP_RECORD_LIMITS, STEP_STATES } from '../../domain/steps/step-record.ts';
import { STEP_KINDS, VARIABLE_TYPES } from '../../domain/steps/step.ts';
import { type Sample, STEPS_LIMITS } from '../../domain/steps/steps-spec.ts';
import { HOLDS } from '../../domain/task/hold.ts';
import { MAX_INT32, cleanText, counter, numberOfItem, oneOf, ref, whole } from './input-shape.ts';

/** Longest path of a step and longest name of a method, in characters. */
export const MAX_STEP_PATH = 300;

// What devices give may hold texts that cannot be stored: a refused report would stand in the way of all later ones.
const json = (max: number) => z.unknown().transform((value, context): JsonValue => {
  const stored = storedJson(value, max);
  if ('fault' in stored) context.addIssue({ code: 'custom', message: stored.fault });
  return 'fault' in stored ? null : stored.value;
});
const fields = z.record(z.string(), z.unknown());
const args = fields.pipe(json(STEP_RECORD_LIMITS.args) as z.ZodType<JsonValue, { readonly [name: string]: unknown }>) as unknown as z.ZodType<{ readonly [name: string]: JsonValue }>;
const samples = z.array(fields).max(STEPS_LIMITS.batch).pipe(json(STEP_RECORD_LIMITS.contexts) as z.ZodType<JsonValue, { readonly [name: string]: unknown }[]>) as unknown as z.ZodType<readonly Sample[]>;

const place = {
  section: oneOf(PHASE_SECTIONS),
  index: whole(0, STEPS_LIMITS.iterations),
  path: z.string().min(1).max(MAX_STEP_PATH).regex(/^[\w.[\]]+$/),
  sample: whole(0, STEPS_LIMITS.batch),
  try: whole(1, MAX_INT32),
};

/** A phase that begins or ends. */
export const phaseItem = z.object({
  n: numberOfItem, type: z.literal('phase'), section: oneOf(PHASE_SECTIONS), index: place.index, state: oneOf(PHASE_STATES), parameters: samples.optional(), outputs: samples.optional(), ...ref,
});

/** A step that begins or ends. */
export const stepItem = z.object({
  n: numberOfItem, type: z.literal('step'), ...place, kind: oneOf(STEP_KINDS), method: cleanText(MAX_STEP_PATH), state: oneOf(STEP_STATES).exclude(['UNKNOWN']),
  args: args.optional(), output: json(STEP_RECORD_LIMITS.output).optional(),
  error: cleanText(STEP_RECORD_LIMITS.error).optional(), ...ref,
});

/** A task that stands still. */
export const holdItem = z.object({
  n: numberOfItem, type: z.literal('hold'), hold: oneOf(HOLDS).exclude(['NONE', 'REQUESTED']), holdN: counter, controlN: counter, message: cleanText(STEPS_LIMITS.text),
  prompt: z.object({ text: cleanText(STEPS_LIMITS.text), type: oneOf(VARIABLE_TYPES) }).optional(), step: z.object(place).optional(), ...ref,
});
