"""What the search tries: a number that depends on one parameter."""
from clearml import Task

from told import tell

task = Task.init(project_name="interop/search", task_name="objective")
tell("task", task.id)
settings = task.connect({"x": 1.0})
task.get_logger().report_scalar("objective", "value", value=(float(settings["x"]) - 3.0) ** 2, iteration=1)
task.close()
