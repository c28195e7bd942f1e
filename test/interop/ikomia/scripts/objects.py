"""The storage beside a deployment: put, look, copy, fetch by a signed address, use as an input, delete."""
import hashlib
import sys

import httpx
from ikclient.core.client import Client

from scene import draw
from told import tell

path = draw("scene.png")
data = open(path, "rb").read()

with Client(url=sys.argv[1]) as client:
    storage = client.storage
    first = storage.put(data, "scenes/first.png")
    tell("first", first)
    try:
        storage.put(data, "scenes/first.png")
    except FileExistsError as error:
        tell("exists", str(error))
    tell("same_hash", hashlib.sha256(data).hexdigest() == storage.get("scenes/first.png")["sha256"])
    storage.put("other text", "scenes/first.png", overwrite=True)
    tell("overwritten", storage.get("scenes/first.png")["size"])
    storage.put(data, "scenes/first.png", overwrite=True)
    copied = storage.copy({"uid": storage.get("scenes/first.png")["uid"]}, "scenes/second.png")
    tell("listed", sorted(each["path"] for each in storage.list("scenes")))
    tell("by_hash", len(storage.list_by_sha256(hashlib.sha256(data).hexdigest())))
    with storage.read(copied) as answer:
        tell("read_back", answer.content == data)
    # A signed address needs nothing else.
    signed = storage.get_presigned_download_url(copied, expire_in=60)
    tell("signed", httpx.get(signed).content == data)

    by_path = client.run_task("sy_components", client.create_storage_input("scenes/second.png"))
    tell("by_path", len(by_path.get_output(1)["detections"]))
    temporary = client.create_input(path, save_temporary=True)
    by_uid = client.run_task("sy_components", temporary)
    tell("by_uid", len(by_uid.get_output(1)["detections"]))

    storage.delete("scenes/first.png", exact=True)
    tell("left", [each["path"] for each in storage.list("scenes")])
    storage.delete("scenes")
    tell("gone", storage.list("scenes"))
    try:
        storage.get("scenes/second.png")
    except FileNotFoundError as error:
        tell("missing", str(error))
