"""What the search tries: a number that depends on one parameter. An agent executes this text alone, without files beside it."""
from clearml import Task

task = Task.init(project_name="interop/search", task_name="objective")
print('FACT task "%s"' % task.id)
settings = task.connect({"x": 1.0})
task.get_logger().report_scalar("objective", "value", value=(float(settings["x"]) - 3.0) ** 2, iteration=1)
task.close()
