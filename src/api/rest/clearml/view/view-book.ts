// Every view, for references from one kind of thing to another.
import { userView } from '../account/user.view.ts';
import { modelView } from '../model/model.view.ts';
import { projectView } from '../project/project.view.ts';
import { queueView } from '../queue/queue.view.ts';
import { taskView } from '../task/view/task.view.ts';
import type { ViewBook } from './entity-view.ts';

/** The views by kind. */
export const VIEWS: ViewBook = { task: taskView, project: projectView, queue: queueView, user: userView, model: modelView };
