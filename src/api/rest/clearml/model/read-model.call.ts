// The calls that show models.
import { z } from 'zod';
import { id, object } from '../call-shape.ts';
import { clearmlCall } from '../clearml-call.ts';
import { listAnswer, objectsById } from '../view/view-answer.ts';
import { VIEWS } from '../view/view-book.ts';
import { requireUuid, unknownId } from '../wire-id.ts';
import { modelView } from './model.view.ts';

/** `models.get_by_id`: all of one model. Throws INVALID_MODEL_ID. */
export const getModelCall = clearmlCall('models.get_by_id', {
  role: 'viewer',
  input: z.object({ model: id }),
  run: async (context, { model }) => {
    const [found] = await objectsById(context, modelView, { ids: [requireUuid(model, 'INVALID_MODEL_ID')], views: VIEWS, asObjects: false });
    return { model: found ?? unknownId(model, 'INVALID_MODEL_ID') };
  },
});

/** `models.get_all`: models by query. */
export const getModelsCall = clearmlCall('models.get_all', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, modelView, { input, views: VIEWS, asObjects: false }) });

/** `models.get_all_ex`: the same, references as objects. */
export const getModelsExCall = clearmlCall('models.get_all_ex', { role: 'viewer', input: object, run: (context, input) => listAnswer(context, modelView, { input, views: VIEWS, asObjects: true }) });
