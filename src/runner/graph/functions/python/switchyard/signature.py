"""What a function says by its annotations: inputs, outputs and parameters of the algorithm that it is."""
import inspect
import types
import typing

from .documents import DataDict, TextFields
from .marks import Range
from .picture import Image

_KINDS = {bool: "BOOLEAN", int: "INTEGER", float: "NUMBER", str: "TEXT"}


class Unfit(Exception):
    """A function that cannot be an algorithm as it is written."""


class Signature:
    """A function with what goes in and what comes out."""

    def __init__(self, function):
        self.function = function
        #: (name, class) of each input, in their order.
        self.inputs = []
        #: Names of parameters that are whole or broken numbers, by which their values are made `float`.
        self.floats = set()
        #: (name, class) of each output.
        self.outputs = []
        self.is_tuple = False
        self._ports = []
        self._parameters = []
        self._read()

    def describe(self):
        """The description that the runner offers."""
        return {
            "name": self.function.__name__,
            "description": " ".join((inspect.getdoc(self.function) or "").split()),
            "inputs": self._ports,
            "outputs": [{"name": name, "type": kind.io_type} for name, kind in self.outputs],
            "parameters": self._parameters,
        }

    def _read(self):
        try:
            hints = typing.get_type_hints(self.function, include_extras=True)
        except Exception as error:
            raise Unfit(f"its annotations cannot be read: {error}") from error
        for name, argument in inspect.signature(self.function).parameters.items():
            if argument.kind not in (argument.POSITIONAL_OR_KEYWORD, argument.KEYWORD_ONLY):
                raise Unfit(f"the argument {name} must be one that can be given by its name")
            if name not in hints:
                raise Unfit(f"the argument {name} has no annotation; {_ADVICE}")
            self._take(name, hints[name], argument.default)
        self._take_results(hints.get("return"))

    def _take(self, name, hint, default):
        bare, extras = _unwrapped(hint)
        kind, is_optional = _without_none(bare)
        if kind is dict:
            kind = DataDict
        if isinstance(kind, type) and hasattr(kind, "io_type"):
            if default is not inspect.Parameter.empty and default is not None:
                raise Unfit(f"the input {name} can have no default but None")
            self.inputs.append((name, kind))
            self._ports.append({"name": name, "type": kind.io_type, **({"optional": True} if is_optional or default is None else {})})
            return
        self._parameters.append(self._parameter(name, kind, {"extras": extras, "default": default}))

    def _parameter(self, name, kind, given):
        default = given["default"]
        choices = typing.get_args(kind) if typing.get_origin(kind) is typing.Literal else None
        if choices is None and kind not in _KINDS:
            raise Unfit(f"the argument {name} has the annotation {kind!r}; {_ADVICE}")
        if choices is not None and not all(isinstance(choice, str) for choice in choices):
            raise Unfit(f"the choices of {name} must be texts")
        if default is inspect.Parameter.empty or default is None:
            raise Unfit(f"the parameter {name} needs a default, as in `{name}: {getattr(kind, '__name__', 'Literal[...]')} = ...`")
        if kind is float:
            self.floats.add(name)
        limits = next((extra for extra in given["extras"] if isinstance(extra, Range)), Range())
        return {
            "name": name,
            "type": "CHOICE" if choices is not None else _KINDS[kind],
            "default": str(default).lower() if kind is bool else str(default),
            **({} if limits.min is None else {"min": limits.min}),
            **({} if limits.max is None else {"max": limits.max}),
            **({} if choices is None else {"choices": list(choices)}),
            "description": next((extra for extra in given["extras"] if isinstance(extra, str)), ""),
        }

    def _take_results(self, hint):
        if hint is None or hint is type(None):
            raise Unfit("it must say what it returns, as in `-> Image`")
        bare, _ = _unwrapped(hint)
        self.is_tuple = typing.get_origin(bare) is tuple
        results = typing.get_args(bare) if self.is_tuple else (hint,)
        if not results or Ellipsis in results:
            raise Unfit("a tuple of results must name each of them, as in `-> tuple[Image, Detections]`")
        for result in results:
            kind, extras = _unwrapped(result)
            kind = {dict: DataDict, str: TextFields}.get(typing.get_origin(kind) or kind, kind)
            if not (isinstance(kind, type) and hasattr(kind, "io_type")):
                raise Unfit(f"the result {kind!r} is of no type that can be passed on; return Image, Detections, dict, str or another class of the package")
            self.outputs.append((self._free_name(next((extra for extra in extras if isinstance(extra, str)), kind.io_type.lower())), kind))

    def _free_name(self, name):
        taken = {other for other, _ in self.outputs}
        return name if name not in taken else next(f"{name}{i}" for i in range(2, len(taken) + 3) if f"{name}{i}" not in taken)


def is_picture(kind):
    """Whether values of that class are pictures."""
    return issubclass(kind, Image)


def _unwrapped(hint):
    if typing.get_origin(hint) is typing.Annotated:
        return typing.get_args(hint)[0], typing.get_args(hint)[1:]
    return hint, ()


def _without_none(hint):
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return (typing.get_origin(hint) if typing.get_origin(hint) is dict else hint), False
    members = [member for member in typing.get_args(hint) if member is not type(None)]
    inner, _ = _unwrapped(members[0])
    return (inner if len(members) == 1 else hint), len(members) < len(typing.get_args(hint))


_ADVICE = (
    "inputs are Image, Detections, dict and the other classes of the package, parameters bool, int, float, str and Literal; "
    "a function that is no algorithm begins with _, or the algorithms of the file are marked with @algorithm"
)
