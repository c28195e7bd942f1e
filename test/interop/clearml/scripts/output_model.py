"""A model that a task makes, and that another finds and loads."""
from clearml import InputModel, Model, OutputModel, Task
from clearml.backend_api import Session

from told import tell

task = Task.init(project_name="interop/models", task_name="maker of a model", output_uri=True)
tell("task", task.id)
with open("weights.bin", "wb") as weights:
    weights.write(bytes(range(256)) * 64)
model = OutputModel(task=task, name="the weights", framework="Custom", label_enumeration={"cat": 1, "dog": 2}, tags=["made here"])
model.update_design(config_dict={"layers": 3})
model.update_weights(weights_filename="weights.bin", iteration=7, auto_delete_file=False, async_enable=False)
# With a server of 2.9 the SDK fails at metadata and at models that a task uses, before it asks anything.
is_recent = Session.check_min_api_version("2.13")
if is_recent:
    model.set_metadata("epochs", "7")
tell("model", model.id)
task.close()

made = Task.get_task(task_id=task.id)
tell("output", [[each.name, each.id] for each in made.get_models()["output"]])
found = Model.query_models(project_name="interop/models", model_name="the weights", tags=["made here"])
tell("found", [each.id for each in found])
loaded = InputModel(model_id=model.id)
with open(loaded.get_local_copy(), "rb") as copy:
    tell("bytes", len(copy.read()))
tell("labels", loaded.labels)
tell("framework", loaded.framework)
tell("design", loaded.config_dict)
tell("metadata", loaded.get_all_metadata_casted() if is_recent else None)
tell("url", loaded.url)

if is_recent:
    user = Task.init(project_name="interop/models", task_name="user of a model", reuse_last_task_id=False)
    user.connect(loaded)
    user.close()
    tell("input", [each.id for each in Task.get_task(task_id=user.id).get_models()["input"]])
loaded.publish()
tell("published", InputModel(model_id=model.id).published)
