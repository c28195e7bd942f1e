"""Serving one file: it is loaded once, described, and its functions are called one by one."""
import importlib.util
import inspect
import io
import os
import queue
import signal
import sys
import threading
import traceback

from . import marks
from .channel import Channel
from .documents import Detections, TextFields
from .signature import Signature, Unfit, is_picture


def serve(file):
    """Loads the file and carries out calls until the runner closes the channel."""
    # A signal to everything (a service being stopped) must not take a call away from a runner that drains. No SIG_IGN: programs that are started would inherit it.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    channel = Channel()
    printed = _Lines(channel)
    sys.stdout = sys.stderr = printed
    try:
        signatures = _load(file)
    except BaseException as error:  # also what ends a program, such as sys.exit() in the file
        printed.close_line()
        channel.send({"type": "refused", "message": f"{_place(error, file) or file}: {_message(error)}"})
        return
    printed.close_line()
    channel.send({"type": "loaded", "algorithms": [signature.describe() for signature in signatures.values()]})
    calls = queue.SimpleQueue()
    threading.Thread(target=_read, args=(channel, calls), daemon=True).start()
    while True:
        head, parts = calls.get()
        marks.abandoned.clear()
        answer = _answer(signatures, {"head": head, "parts": parts, "file": file, "printed": printed})
        try:
            channel.send(*answer)
        except (TypeError, ValueError) as error:  # told before the first byte is sent
            channel.send({"type": "failed", "id": head["id"], "message": f"the results cannot be passed on: {error}; return plain values (numbers, texts, lists, dicts)", "at": None})


def _read(channel, calls):
    while True:
        try:
            frame = channel.receive()
        except OSError:
            frame = None
        if frame is None:
            # The runner is gone: whatever a function still does, nobody asked for it any more.
            os._exit(0)
        if frame[0]["type"] == "abandon":
            marks.abandoned.set()
        else:
            calls.put(frame)


def _load(file):
    sys.path[0:0] = [os.path.dirname(file)]
    name = os.path.splitext(os.path.basename(file))[0]
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    functions = [each for key, each in vars(module).items() if inspect.isfunction(each) and each.__module__ == name and not key.startswith("_")]
    marked = [each for each in functions if getattr(each, "switchyard_algorithm", False)]
    if not functions:
        raise Unfit("it has no public function; write `def invert(image: Image) -> Image:` with `from switchyard import Image`")
    return {each.__name__: _signature(each) for each in marked or functions}


def _signature(function):
    try:
        return Signature(function)
    except Unfit as error:
        error.place = f"{inspect.getsourcefile(function)}:{function.__code__.co_firstlineno}"
        error.args = (f"{function.__name__}: {error}",)
        raise


def _answer(signatures, call):
    head, printed = call["head"], call["printed"]
    signature = signatures[head["function"]]
    try:
        values = signature.function(**_arguments(signature, head, call["parts"]))
        answer = _result(signature, values)
        printed.close_line()
        return {"type": "result", "id": head["id"], "outputs": answer[0]}, answer[1]
    except BaseException as error:  # sys.exit() of a function fails its call, not the process
        if not isinstance(error, Unfit):
            printed.write("".join(traceback.format_exception(error)))
        printed.close_line()
        return {"type": "failed", "id": head["id"], "message": _message(error), "at": _place(error, call["file"])}, ()


def _arguments(signature, head, parts):
    pictures = iter(parts)
    arguments = {}
    for (name, kind), given in zip(signature.inputs, head["inputs"]):
        if given is None:
            arguments[name] = None
        elif "image" in given:
            image = given["image"]
            arguments[name] = kind(image["width"], image["height"], image["channels"], next(pictures))
        else:
            arguments[name] = _document(kind, given["json"])
    for name, value in head["parameters"].items():
        arguments[name] = float(value) if name in signature.floats else value
    return arguments


def _document(kind, json):
    if kind is Detections:
        return Detections.from_json(json)
    return kind(json) if isinstance(json, dict) else json


def _result(signature, values):
    given = values if signature.is_tuple else (values,)
    if signature.is_tuple and (not isinstance(values, tuple) or len(values) != len(signature.outputs)):
        raise Unfit(f"the function returned no tuple of {len(signature.outputs)} results, as it says it does")
    outputs, parts = [], []
    for (name, kind), value in zip(signature.outputs, given):
        if is_picture(kind):
            if not all(hasattr(value, each) for each in ("width", "height", "channels", "data")):
                raise Unfit(f"output {name}: must be a picture, is {type(value).__name__}")
            outputs.append({"type": "image", "image": {"width": int(value.width), "height": int(value.height), "channels": int(value.channels)}})
            parts.append(value.data)
        else:
            outputs.append({"type": kind.io_type, "json": _json(name, kind, value)})
    return outputs, parts


def _json(name, kind, value):
    if kind is Detections:
        return (value if isinstance(value, Detections) else Detections(value)).to_json()
    if kind is TextFields and isinstance(value, str):
        return {"fields": [{"id": 0, "label": "", "text": value, "confidence": 1, "color": dict(r=0, g=0, b=0, a=255), "polygon": []}], "referenceImageIndex": 0}
    if value is None:
        raise Unfit(f"output {name}: nothing was returned for it")
    return value


def _message(error):
    return str(error) if isinstance(error, Unfit) else f"{type(error).__name__}: {error}"


def _place(error, file):
    if hasattr(error, "place"):
        return error.place
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    if isinstance(error, Unfit):
        return None
    ours = os.path.dirname(__file__)
    folder = os.path.dirname(file)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith((ours, "<frozen"))]
    own = [frame for frame in frames if os.path.dirname(frame.filename) == folder] or frames
    return f"{own[-1].filename}:{own[-1].lineno}" if own else None


class _Lines(io.TextIOBase):
    """What the file prints: it goes the way of its results, so that the lines of a call come before its end."""

    def __init__(self, channel):
        self._channel = channel
        self._partial = ""
        self._lock = threading.Lock()

    def writable(self):
        return True

    def write(self, text):
        with self._lock:
            *lines, self._partial = (self._partial + text).split("\n")
            # A line without an end must not grow for ever.
            if len(self._partial) > _MAX_PARTIAL:
                lines.append(self._partial)
                self._partial = ""
        if lines:
            self._channel.send({"type": "log", "text": "\n".join(lines)})
        return len(text)

    def close_line(self):
        """Gives out a line that has no end yet."""
        if self._partial:
            self.write("\n")


_MAX_PARTIAL = 65_536
