"""A task that goes on until somebody ends it, for a few minutes at most."""
import time

from clearml import Task

from told import tell

task = Task.init(project_name="interop/ends", task_name="it goes on")
logger = task.get_logger()
tell("task", task.id)
for step in range(3000):
    logger.report_scalar("progress", "steps", value=step, iteration=step)
    print("step %d" % step)
    if step == 10:
        tell("running", step)
    time.sleep(0.1)
tell("outlived", True)
