"""What a person does with a deployment: asks for its workflow, runs it with paths, objects and parameters, and is told how it goes."""
import sys

from ikclient.core.client import Client
from ikclient.core.io import ImageIO, StorageObjectIO
from ikclient.exceptions import TaskParameterNotFoundException
from ikclient.http.exceptions import WorkflowFailedException
from PIL import Image

from scene import draw
from told import tell

path = draw("scene.png")
seen = []


def told(run_id=None, name=None, uuid=None, state=None, eta=None, results=None):
    seen.append({"name": name, "state": state, "eta": list(eta), "uuid": uuid, "results": None if results is None else len(results)})


with Client(url=sys.argv[1]) as client:
    workflow = client.get_workflow()
    tell("workflow", {"name": workflow.name, "last": workflow.get_first_final_task_name(), "inputs": workflow.get_input_types(), "outputs": workflow.get_task_output_types("sy_components")})

    # The last leaf with all of its outputs, from a path.
    results = client.run(path, on_progress=told)
    labels, objects, _measures = list(results)
    tell("progress", seen)
    tell("types", [output.key for output in results])
    tell("boxes", sorted([d["box"]["x"], d["box"]["y"], d["box"]["width"], d["box"]["height"]] for d in objects["detections"]))
    tell("label_format", labels.format)
    tell("label_values", sorted(set(labels.to_pil().getdata())))

    # One node in the middle, with a parameter of its own: the grey square counts too.
    binary = client.run_task("sy_threshold", ImageIO.create(Image.open(path)), parameters={"value": 50, "invert": False})
    picture = binary.get_output(0, assert_type=ImageIO).to_pil().convert("L")
    tell("white", sum(1 for value in picture.getdata() if value == 255))
    tell("values", sorted(set(picture.getdata())))

    # Several outputs in the order in which they were asked for, one of them kept for later.
    context = client.build_context()
    context.add_output("sy_components", 1)
    context.add_output("sy_grayscale", 0, save_temporary=True)
    context.add_output("sy_threshold")
    ordered = client.run_on(context, path)
    tell("ordered", [output.key for output in ordered])
    kept = ordered.get_output(1, assert_type=StorageObjectIO)
    tell("kept_type", kept["data_type"])
    again = client.run_task("sy_threshold", kept)
    tell("again", [output.key for output in again])

    try:
        client.run_task("sy_threshold", path, parameters={"nothing": 1})
    except TaskParameterNotFoundException:
        tell("unknown_parameter", "refused before it was sent")

    # A run that fails tells why.
    open("broken.png", "wb").write(open(path, "rb").read()[:60])
    seen.clear()
    try:
        client.run("broken.png", on_progress=told)
    except WorkflowFailedException as error:
        tell("failure", str(error))
    tell("failure_states", [each["state"] for each in seen])
