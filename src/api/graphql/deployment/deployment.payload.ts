// What mutations of deployments answer.
import { type PayloadSubject, payloadType } from '../mutation/payload.type.ts';
import { RunType } from '../run/run.type.ts';
import { DeploymentType } from './deployment.type.ts';

const DEPLOYMENT: PayloadSubject = { field: 'deployment', type: () => DeploymentType };

/** Answer of deployWorkflow. */
export const DeployWorkflowPayload = payloadType('DeployWorkflow', DEPLOYMENT);
/** Answer of updateDeployment. */
export const UpdateDeploymentPayload = payloadType('UpdateDeployment', DEPLOYMENT);
/** Answer of deleteDeployment. */
export const DeleteDeploymentPayload = payloadType('DeleteDeployment', { ...DEPLOYMENT, description: 'Null: nothing answers by its name any more.' });
/** Answer of runDeployment. */
export const RunDeploymentPayload = payloadType('RunDeployment', { field: 'run', type: () => RunType, description: 'The run that was made; null when none was.' });
