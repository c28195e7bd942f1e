// GET /workflow: the document that a deployment serves.
import type { IkomiaCall } from './ikomia-context.ts';
import { calledDeployment } from './run/called-deployment.ts';
import { answerJson } from './transport/ikomia-answer.ts';

/** Answers with the document: every parameter that can be set is listed, and every `task_id` is a position. Throws 404. */
export async function answerWorkflow(call: IkomiaCall, deployment: string | null): Promise<void> {
  const { document } = await calledDeployment(call, deployment);
  answerJson(call, 200, { body: document });
}
