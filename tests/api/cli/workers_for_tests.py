"""Small worker processes: they listen on the socket of all, answer their process number, and do what the test asks."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event


def answer(listener: socket.socket, channel: Connection, first: bool, folder: str) -> None:
    """Body of one: `late` in the folder keeps it from being ready, `broken` from starting."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # whoever was accepted is answered first, as a server does
    asked = Path(folder)
    (asked / f"started-{os.getpid()}").write_text("first" if first else "other", encoding="utf-8")
    if (asked / "broken").exists():
        sys.exit(7)
    if not (asked / "late").exists():
        channel.send_bytes(b"ready")
    listener.settimeout(0.05)
    while not stop.is_set():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection:
            connection.sendall(str(os.getpid()).encode())
            time.sleep(0.002)
