"""A scripted model server in a process of its own: `python -m campaign.model_server PORT`."""

from __future__ import annotations

import sys
import threading

from tests.api.service.model_server import ScriptedModelServer, reads


def main() -> None:
    """Serves until it is killed."""
    with ScriptedModelServer(reads(), port=int(sys.argv[1])):
        threading.Event().wait()


if __name__ == "__main__":
    main()
