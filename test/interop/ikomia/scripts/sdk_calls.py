"""What people do with the SDK: runs of the last task and of others, parameters, failures, and the storage, one after the other and five at a time."""
import asyncio
import base64
import json
import sys

from ikclient.core.client import AsyncClient, Client
from ikclient.core.io import ImageIO, StorageObjectIO
from ikclient.exceptions import TaskParameterNotFoundException
from ikclient.http.exceptions import WorkflowFailedException

URL, PICTURE = sys.argv[1:3]


def tell(name, value):
    sys.stdout.write("FACT %s %s\n" % (name, json.dumps(value)))
    sys.stdout.flush()


def labels(output):
    return [thing["label"] for thing in output["detections"]]


def one_after_the_other(client):
    states = []
    results = client.run(PICTURE, parameters={"line_width": 5}, on_progress=lambda **told: states.append(told["state"]))
    tell("run", [len(results), list(results.get_output(assert_type=ImageIO).to_pil().size)])
    tell("states", states)

    context = client.build_context()
    context.set_parameters("sy_components", {"min_area": 2000, "label": "large"})
    context.add_output("sy_components", 1)
    context.add_output("sy_threshold")
    results = client.run_on(context, PICTURE)
    tell("large", labels(results.get_output(0)))
    tell("threshold", [results.get_output(1).format, list(results.get_output(1).to_pil().size)])
    tell("all_outputs", [output.key for output in client.run_task("sy_components", PICTURE)])

    try:
        client.run(PICTURE, parameters={"radius": 5})
    except TaskParameterNotFoundException as error:
        tell("unknown_parameter", type(error).__name__)
    try:
        client.run({"image": base64.b64encode(b"this is no picture").decode()})
    except WorkflowFailedException as error:
        tell("failed", str(error))


def through_the_storage(client):
    given = client.create_input(PICTURE, save_temporary=True)
    tell("stored", [given.key, given["data_type"]])
    context = client.build_context()
    context.add_output("sy_overlay", save_temporary=True)
    results = client.run_on(context, given)
    kept = results.get_output(assert_type=StorageObjectIO)
    tell("kept", [kept.key, kept["data_type"]])
    tell("again", list(client.run(results).get_output().to_pil().size))

    with open(PICTURE, "rb") as file:
        content = file.read()
    stored = client.storage.put(content, path="scenes/beads.jpg", content_type="image/jpeg")
    tell("by_path", [client.storage.get("scenes/beads.jpg")["uid"] == stored["uid"], len(client.storage.list("scenes"))])
    tell("from_path", list(client.run(client.create_storage_input("scenes/beads.jpg")).get_output().to_pil().size))
    client.storage.delete("scenes/beads.jpg", exact=True)
    tell("deleted", len(client.storage.list("scenes")))


async def five_at_a_time():
    async with AsyncClient(url=URL) as client:
        async def things(smallest):
            context = await client.build_context()
            context.set_parameters("sy_components", {"min_area": smallest})
            context.add_output("sy_components", 1)
            results = await client.run_on(context, PICTURE)
            return len(results.get_output(0)["detections"])

        tell("parallel", await asyncio.gather(*(things(smallest) for smallest in (150, 1500, 2500, 150, 1_000_000))))


with Client(url=URL) as client:
    one_after_the_other(client)
    asyncio.run(five_at_a_time())
    through_the_storage(client)
