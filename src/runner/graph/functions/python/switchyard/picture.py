"""Pictures: 8 bits a sample, rows without gaps. 1 channel is grey, 3 are RGB, 4 RGB and alpha."""


class Image:
    """A picture. `data` has `width * height * channels` bytes; that of an input is the function's own and may be written to."""

    io_type = "IMAGE"
    __slots__ = ("width", "height", "channels", "data")

    def __init__(self, width, height, channels, data):
        if width < 1 or height < 1:
            raise ValueError(f"a picture of {width} x {height}; both must be at least 1")
        if channels not in (1, 3, 4):
            raise ValueError(f"a picture of {channels} channels; there are 1 (grey), 3 (RGB) and 4 (RGB and alpha)")
        size = memoryview(data).nbytes
        if size != width * height * channels:
            raise ValueError(f"a picture of {width} x {height} x {channels} has {width * height * channels} bytes, not {size}")
        self.width = width
        self.height = height
        self.channels = channels
        self.data = data

    @classmethod
    def new(cls, width, height, channels=1):
        """A black one."""
        return cls(width, height, channels, bytearray(width * height * channels))

    def at(self, x, y):
        """The samples of a pixel."""
        start = (y * self.width + x) * self.channels
        return tuple(self.data[start : start + self.channels])

    def to_array(self):
        """A numpy array (height, width) of one channel, else (height, width, channels), over the same bytes."""
        shape = (self.height, self.width) if self.channels == 1 else (self.height, self.width, self.channels)
        return _numpy().frombuffer(self.data, dtype="uint8").reshape(shape)

    @classmethod
    def from_array(cls, array):
        """A picture of an array of the type uint8 or bool (then 0 and 255), in one of the shapes of `to_array`."""
        numpy = _numpy()
        array = numpy.asarray(array)
        if array.dtype == bool:
            array = array.astype("uint8") * 255
        if array.dtype != "uint8":
            raise ValueError(f"an array of the type {array.dtype}; bring it to 0...255 and give array.astype('uint8')")
        if array.ndim not in (2, 3):
            raise ValueError(f"an array of {array.ndim} dimensions; a picture has (height, width) or (height, width, channels)")
        channels = 1 if array.ndim == 2 else array.shape[2]
        return cls(array.shape[1], array.shape[0], channels, numpy.ascontiguousarray(array).data)


class BinaryImage(Image):
    """A picture of one channel whose samples are 0 and 255."""

    io_type = "IMAGE_BINARY"
    __slots__ = ()


class LabelImage(Image):
    """A picture of one channel whose samples are numbers of regions; 0 is none."""

    io_type = "IMAGE_LABEL"
    __slots__ = ()


def _numpy():
    try:
        import numpy
    except ImportError as error:
        raise RuntimeError("numpy is not there; install it for the Python of the runner, or work on Image.data") from error
    return numpy
