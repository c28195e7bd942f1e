"""A picture whose objects are known: white squares on black, some of them grey."""
from PIL import Image, ImageDraw

# Left, top, side and brightness of each square; none touches another.
SQUARES = [(4, 4, 10, 255), (30, 8, 6, 255), (50, 40, 12, 255), (8, 44, 8, 100)]
SIZE = (80, 64)


def draw(path):
    """Writes the picture without loss."""
    picture = Image.new("RGB", SIZE, (0, 0, 0))
    pen = ImageDraw.Draw(picture)
    for left, top, side, light in SQUARES:
        pen.rectangle([left, top, left + side - 1, top + side - 1], fill=(light, light, light))
    picture.save(path)
    return path
