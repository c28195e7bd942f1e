"""Two algorithms in Python: bright spots of a picture, and its negative."""
from typing import Annotated, Literal

from switchyard import BinaryImage, Detection, Detections, Image, Range, stopping


def bright(
    image: Image,
    level: Annotated[int, Range(0, 255), "Darkest sample of a spot."] = 200,
    smallest: Annotated[int, Range(min=1), "Fewest pixels of a spot."] = 1,
    channel: Literal["mean", "max"] = "mean",
) -> tuple[Annotated[BinaryImage, "mask"], Detections]:
    """Finds spots that are at least as bright as a level; pixels of a spot touch by their sides."""
    of_pixel = max if channel == "max" else (lambda samples: sum(samples) / len(samples))
    colours = min(image.channels, 3)
    mask = BinaryImage.new(image.width, image.height)
    for pixel in range(image.width * image.height):
        start = pixel * image.channels
        if of_pixel(image.data[start : start + colours]) >= level:
            mask.data[pixel] = 255
    spots = Detections()
    seen = bytearray(image.width * image.height)
    for pixel in range(len(seen)):
        if mask.data[pixel] and not seen[pixel]:
            box, count = _fill(mask, seen, pixel)
            if count >= smallest:
                spots.append(Detection(*box, label="spot"))
    print(f"{len(spots)} spots")
    return mask, spots


def negative(image: Image, strength: Annotated[float, Range(0, 1)] = 1.0) -> Image:
    """Turns light into dark; alpha stays."""
    table = bytes(round(sample + (255 - 2 * sample) * strength) for sample in range(256))
    data = bytearray(image.data.translate(table))
    if image.channels == 4:
        data[3::4] = image.data[3::4]
    return Image(image.width, image.height, image.channels, data)


def _fill(mask, seen, start):
    """The box and the pixels of the region that `start` lies in."""
    open_pixels, count = [start], 0
    seen[start] = 1
    left, top, right, bottom = mask.width, mask.height, -1, -1
    while open_pixels and not stopping():
        pixel = open_pixels.pop()
        y, x = divmod(pixel, mask.width)
        left, top, right, bottom, count = min(left, x), min(top, y), max(right, x), max(bottom, y), count + 1
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            other = pixel + dx + dy * mask.width
            if 0 <= x + dx < mask.width and 0 <= y + dy < mask.height and mask.data[other] and not seen[other]:
                seen[other] = 1
                open_pixels.append(other)
    return (left, top, right - left + 1, bottom - top + 1), count
