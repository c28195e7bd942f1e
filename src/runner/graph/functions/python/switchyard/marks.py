"""Marks on functions and parameters, and the word that a run is to end."""
import threading

#: Set while the present call is abandoned.
abandoned = threading.Event()


class Range:
    """Limits of a number, or with `max` the most characters of a text: `Annotated[int, Range(1, 99)]`."""

    __slots__ = ("min", "max")

    def __init__(self, min=None, max=None):
        self.min = min
        self.max = max


def algorithm(function):
    """Marks a function as an algorithm. In a file that marks none, every public function is one."""
    function.switchyard_algorithm = True
    return function


def stopping():
    """Whether the run is to end. A long loop that looks at it can end by itself; otherwise its process is ended."""
    return abandoned.is_set()
