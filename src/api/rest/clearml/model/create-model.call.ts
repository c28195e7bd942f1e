// The call that creates a model.
import { z } from 'zod';
import { createModel } from '../../../../engine/model/create-model.service.ts';
import { flag, opt, orElse, text } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { wireId } from '../wire-id.ts';
import { modelMembers, partsOf, placesOf } from './model-shape.ts';

/** `models.create`: published at once unless it says that it is not ready. Throws VALIDATION, INVALID_PROJECT_ID, INVALID_TASK_ID, INVALID_MODEL_ID (the parent). */
export const createModelCall = clearmlCall('models.create', {
  input: z.object({ ...modelMembers, name: text, uri: text, public: orElse(flag, false), ready: opt(flag) }),
  run: async ({ engine, command }, input) => {
    const { subjectId } = await createModel(engine, command, { ...partsOf(input), ...placesOf(input), name: input.name, isPublic: input.public });
    return { id: wireId(subjectId), created: true };
  },
});
