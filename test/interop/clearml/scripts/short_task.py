"""A task that begins, reports a number and ends; started again, it takes up the same task."""
from clearml import Task

from told import tell

task = Task.init(project_name="interop/reuse", task_name="again and again")
tell("task", task.id)
task.get_logger().report_scalar("loss", "train", value=0.5, iteration=0)
task.close()
tell("status", Task.get_task(task_id=task.id).get_status())
