// The calls of tasks that write what they are made of.
import type { ClearmlCall } from '../../clearml-call.ts';
import { archiveCall, archiveManyCall, unarchiveManyCall } from './archive.call.ts';
import { deleteArtifactsCall, putArtifactsCall, putArtifactsOldCall } from './artifacts.call.ts';
import { cloneCall } from './clone.call.ts';
import { deleteConfigurationCall, editConfigurationCall, getConfigurationNamesCall, getConfigurationsCall } from './configuration.call.ts';
import { createCall, validateCall } from './create.call.ts';
import { editCall, setRequirementsCall, updateCall } from './edit.call.ts';
import { deleteHyperParamsCall, editHyperParamsCall, getHyperParamsCall } from './hyper-params.call.ts';
import { makePrivateCall, makePublicCall, moveCall, updateTagsCall } from './many-tasks.call.ts';
import { deleteTaskModelsCall, putTaskModelCall } from './task-model.call.ts';
import { updateBatchCall } from './update-batch.call.ts';

/** Every one of them. */
export const taskEditCalls: readonly ClearmlCall[] = [
  createCall, validateCall, cloneCall,
  editCall, updateCall, updateBatchCall, setRequirementsCall,
  putArtifactsOldCall, putArtifactsCall, deleteArtifactsCall,
  editHyperParamsCall, getHyperParamsCall, deleteHyperParamsCall,
  editConfigurationCall, getConfigurationsCall, getConfigurationNamesCall, deleteConfigurationCall,
  putTaskModelCall, deleteTaskModelsCall,
  makePublicCall, makePrivateCall, moveCall, updateTagsCall,
  archiveCall, archiveManyCall, unarchiveManyCall,
];
