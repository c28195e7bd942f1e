"""A random search over one parameter of a task that an agent executes."""
import sys

from clearml import Task
from clearml.automation import DiscreteParameterRange, HyperParameterOptimizer, RandomSearch

from told import tell

task = Task.init(project_name="interop/search", task_name="the search", task_type=Task.TaskTypes.optimizer)
tell("task", task.id)
optimizer = HyperParameterOptimizer(
    base_task_id=sys.argv[1],
    hyper_parameters=[DiscreteParameterRange("General/x", values=[2.0, 3.0])],
    objective_metric_title="objective",
    objective_metric_series="value",
    objective_metric_sign="min",
    optimizer_class=RandomSearch,
    execution_queue="default",
    max_number_of_concurrent_tasks=2,
    total_max_jobs=2,
    pool_period_min=0.05,
)
optimizer.set_report_period(0.05)
optimizer.start()
tell("in_time", optimizer.wait(timeout=2.0))
optimizer.stop()
tell("top", [[each.id, each.get_parameters()["General/x"], each.get_status()] for each in optimizer.get_top_experiments(top_k=2)])
task.close()
tell("status", Task.get_task(task_id=task.id).get_status())
