"""One task as a person writes it: parameters, numbers, text, a plot, an image, artifacts there and back, the end."""
import argparse
import sys

import numpy as np
from clearml import Logger, Task
from clearml.backend_api import Session

from told import tell

task = Task.init(project_name="interop/flow", task_name="the whole flow", tags=["first", "second"])
tell("task", task.id)

parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=3)
args = parser.parse_args(sys.argv[1:])
settings = task.connect({"lr": 0.1, "layers": [8, 16], "name": "a.b/c $1", "on": True}, name="Model")
task.connect_configuration({"optimizer": {"kind": "sgd", "momentum": 0.9}}, name="optimizer")
task.set_comment("what this is for")

logger = Logger.current_logger()
for step in range(args.epochs):
    logger.report_scalar("loss", "train", value=1.0 / (step + 1), iteration=step)
    logger.report_scalar("loss", "test", value=2.0 / (step + 1), iteration=step)
logger.report_single_value("accuracy", 0.75)
logger.report_text("a line that was reported")
print("a line that was printed")
logger.report_histogram("shape", "weights", values=np.arange(5), iteration=1)
logger.report_image("picture", "grey", iteration=1, image=np.full((8, 8), 128, dtype=np.uint8))

task.upload_artifact("numbers", artifact_object={"one": 1, "two": [2, 2]})
task.upload_artifact("matrix", artifact_object=np.eye(3))
with open("notes.txt", "w") as notes:
    notes.write("some notes\n" * 1000)
task.upload_artifact("notes", artifact_object="notes.txt", wait_on_upload=True)
task.flush(wait_for_uploads=True)
task.close()

again = Task.get_task(task_id=task.id)
tell("status", again.get_status())
tell("name", again.name)
tell("tags", sorted(again.get_tags()))
tell("comment", again.comment)
tell("project", again.get_project_name())
tell("parameters", again.get_parameters())
tell("configuration", again.get_configuration_object_as_dict("optimizer"))
tell("scalars", again.get_reported_scalars())
tell("last", again.get_last_scalar_metrics())
# The SDK itself asks for the version before it asks for these.
tell("single", again.get_reported_single_values() if Session.check_min_api_version("2.20") else None)
tell("iteration", again.get_last_iteration())
tell("plots", [[plot["metric"], plot["variant"], plot["iter"]] for plot in again.get_reported_plots()])
tell("images", len(again.get_debug_samples("picture", "grey")))
tell("console", "".join(again.get_reported_console_output(10)))
tell("numbers", again.artifacts["numbers"].get())
tell("matrix", again.artifacts["matrix"].get().tolist())
with open(again.artifacts["notes"].get_local_copy()) as notes:
    tell("notes", len(notes.read()))
tell("urls", {name: artifact.url for name, artifact in again.artifacts.items()})
