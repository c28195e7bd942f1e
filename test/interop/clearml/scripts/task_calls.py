"""What the SDK does with tasks beside running them: find, copy, line up, reset, publish, delete."""
from clearml import Task
from clearml.backend_api import Session

from told import tell

PROJECT = "interop/calls"


def waiting():
    """How many wait in the default queue; the SDK itself asks for the version before it asks for this."""
    return Task.get_num_enqueued_tasks(queue_name="default") if Session.check_min_api_version("2.20") else None


made = Task.init(project_name=PROJECT, task_name="the original (1.0)", tags=["keep"])
made.connect({"lr": 0.1})
made.get_logger().report_scalar("loss", "train", value=0.25, iteration=4)
made.upload_artifact("table", {"rows": 3}, wait_on_upload=True)
made.close()
tell("original", made.id)

tell("by_name", Task.get_task(project_name=PROJECT, task_name="the original (1.0)").id)
tell("by_id", Task.get_task(task_id=made.id).name)

copy = Task.clone(source_task=made.id, name="a copy", comment="copied")
tell("copy", [copy.id, copy.get_status(), copy.get_parameters(), copy.parent, sorted(copy.artifacts)])
copy.set_parameters({"General/lr": 0.2})
tell("changed", Task.get_task(task_id=copy.id).get_parameters())

Task.enqueue(copy, queue_name="default")
tell("enqueued", [Task.get_task(task_id=copy.id).get_status(), waiting()])
Task.dequeue(copy)
tell("dequeued", [Task.get_task(task_id=copy.id).get_status(), waiting()])

tell("get_tasks", sorted(each.id for each in Task.get_tasks(project_name=PROJECT)))
tell("get_tasks_by_tag", [each.id for each in Task.get_tasks(project_name=PROJECT, tags=["keep"], task_filter={"status": ["completed"]})])
tell("query_tasks", sorted(Task.query_tasks(project_name=PROJECT)))
tell("query_none", Task.query_tasks(project_name=PROJECT, tags=["nobody has it"]))
tell("query_fields", Task.query_tasks(project_name=PROJECT, task_name="^a copy$", additional_return_fields=["status", "comment"]))
tell("projects", sorted(project.name for project in Task.get_projects()))

other = Task.create(project_name=PROJECT, task_name="made, not run", task_type="testing")
tell("created", [other.get_status(), str(other.task_type)])
other.mark_started()
other.mark_stopped(status_message="by hand")
tell("stopped", [Task.get_task(task_id=other.id).get_status()])
other.reset()
tell("reset", [Task.get_task(task_id=other.id).get_status()])
other.mark_started(force=True)
other.mark_completed()
other.publish()
tell("published", [Task.get_task(task_id=other.id).get_status()])

tell("deleted", [bool(copy.delete(raise_on_error=True)), Task.query_tasks(project_name=PROJECT, task_name="^a copy$")])
again = Task.get_task(task_id=made.id)
again.reset(force=True)
again.reload()
tell("reset_original", [again.get_status(), again.get_parameters(), sorted(again.artifacts), again.get_reported_scalars()])
tell("deleted_original", [bool(again.delete(raise_on_error=True))])
tell("left", sorted(Task.query_tasks(project_name=PROJECT)))
tell("other", other.id)
