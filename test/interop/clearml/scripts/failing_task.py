"""A task whose program raises."""
from clearml import Task

from told import tell

task = Task.init(project_name="interop/ends", task_name="it raises")
tell("task", task.id)
raise ValueError("the data are gone")
