"""Port check: whether the service can listen where it is asked to, tried before anything slow."""

from __future__ import annotations

import errno
import socket

from api.cli.opening import FAILED
from api.cli.shared import fail

_WHY = {
    errno.EADDRINUSE: "déjà pris : arrêter ce qui l'occupe, ou choisir un autre port (--port, QUALIF_PORT)",
    errno.EACCES: "réservé : choisir un port au-dessus de 1023 (--port, QUALIF_PORT)",
    errno.EPERM: "réservé : choisir un port au-dessus de 1023 (--port, QUALIF_PORT)",
}
_NOT_HERE = "adresse d'écoute qui n'est pas de cette machine : --host, ou QUALIF_HOST"


def refuse_taken_port(host: str, port: int) -> None:
    """Says that the port is taken, reserved, or not of this machine, and stops; port 0 is chosen by
    the system.
    """
    refused: list[OSError] = []
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        places = []
    for family, kind, protocol, _, address in places:
        try:
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                tried.bind(address)
        except OSError as error:
            if error.errno in _WHY:
                fail(f"port {port} de {host} : {_WHY[error.errno]}", FAILED)
            refused.append(error)
    if len(refused) == len(places):  # a name may stand for an address of a family that this machine has not
        fail(f"{host} : {_NOT_HERE}", FAILED)
