// The calls of models.
import type { ClearmlCall } from '../clearml-call.ts';
import { createModelCall } from './create-model.call.ts';
import { addMetadataCall, deleteMetadataCall, editModelCall, updateModelCall } from './edit-model.call.ts';
import { deleteModelCall, deleteModelsCall } from './delete-model.call.ts';
import { modelForTaskCall } from './for-task.call.ts';
import { getModelCall, getModelsCall, getModelsExCall } from './read-model.call.ts';
import { readyModelCall } from './ready-model.call.ts';
import { archiveModelsCall, privateModelsCall, publicModelsCall, tagModelsCall, unarchiveModelsCall } from './tag-model.call.ts';

/** Every one of them. */
export const modelCalls: readonly ClearmlCall[] = [
  createModelCall, editModelCall, updateModelCall, addMetadataCall, deleteMetadataCall, getModelCall, getModelsCall, getModelsExCall, readyModelCall, deleteModelCall, deleteModelsCall,
  archiveModelsCall, unarchiveModelsCall, tagModelsCall, publicModelsCall, privateModelsCall, modelForTaskCall,
];
