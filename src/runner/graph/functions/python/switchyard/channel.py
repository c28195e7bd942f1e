"""Frames over the channel to the runner: four bytes of the head's length (little endian), the head as JSON, then the parts it announces."""
import json
import socket
import struct
import threading

#: The descriptor that the runner opened.
DESCRIPTOR = 3


class Channel:
    """The process's side of it."""

    def __init__(self):
        self._socket = socket.socket(fileno=DESCRIPTOR)
        self._socket.setblocking(True)
        # Programs that a function starts must not hold the channel open.
        self._socket.set_inheritable(False)
        self._sending = threading.Lock()

    def receive(self):
        """The next head and its parts; None when the runner is gone."""
        length = self._exactly(4)
        if length is None:
            return None
        head = self._exactly(struct.unpack("<I", length)[0])
        if head is None:
            return None
        message = json.loads(head)
        parts = [self._exactly(size) for size in message.pop("parts")]
        return None if None in parts else (message, parts)

    def send(self, head, parts=()):
        """One frame, whole. Raises ValueError for what is no JSON, such as NaN."""
        views = [memoryview(part).cast("B") for part in parts]
        text = json.dumps({**head, "parts": [view.nbytes for view in views]}, allow_nan=False).encode()
        with self._sending:
            self._socket.sendall(struct.pack("<I", len(text)) + text)
            for view in views:
                self._socket.sendall(view)

    def _exactly(self, size):
        data = bytearray(size)
        view = memoryview(data)
        got = 0
        while got < size:
            count = self._socket.recv_into(view[got:])
            if count == 0:
                return None
            got += count
        return data
