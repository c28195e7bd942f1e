"""Five runs at once, by the asynchronous client."""
import asyncio
import sys

from ikclient.core.client import AsyncClient
from ikclient.core.io import ImageIO
from PIL import Image

from scene import draw
from told import tell


async def main():
    picture = Image.open(draw("scene.png"))
    async with AsyncClient(url=sys.argv[1]) as client:
        async def one(threshold):
            results = await client.run_task("sy_threshold", ImageIO.create(picture), parameters={"value": threshold})
            white = results.get_output(0, assert_type=ImageIO).to_pil().convert("L")
            return [threshold, results.uuid, sum(1 for value in white.getdata() if value == 255)]
        runs = await asyncio.gather(*(one(threshold) for threshold in (20, 50, 99, 100, 200)))
        tell("runs", runs)


asyncio.run(main())
