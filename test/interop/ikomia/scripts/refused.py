"""What somebody meets whose key is not good, or good for another deployment."""
import sys

import httpx
from ikclient.core.client import Client
from ikclient.http.auth import ScaleJwtAuth

from scene import draw
from told import tell

own, other, scale = sys.argv[1], sys.argv[2], sys.argv[3]
path = draw("scene.png")

try:
    Client(url=own, token="nobody.0123456789abcdef0123456789").run(path)
except httpx.HTTPStatusError as error:
    tell("bad_token", error.response.status_code)

with Client(url=own) as client:
    tell("own", [output.key for output in client.run_task("sy_threshold", path)])

# The token of one deployment, shown at the other.
jwt = ScaleJwtAuth(scale_url=scale, token=sys.argv[4], endpoint_url=own).jwt()
tell("other", httpx.get(other + "/workflow", headers={"Authorization": jwt}).status_code)
tell("same", httpx.get(own + "/workflow", headers={"Authorization": jwt}).status_code)
tell("nothing", httpx.get(own + "/workflow").status_code)
