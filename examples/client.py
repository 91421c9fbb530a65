"""Client of the service: sends the reports of a YAML file, and prints what is suggested of each.

The danger a report shows, if any, comes first.

QUALIF=http://127.0.0.1:8000 QUALIF_KEY=key_….… python examples/client.py examples/signalements.yaml
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import yaml

BASE, KEY = os.environ["QUALIF"], os.environ["QUALIF_KEY"]


def call(method: str, path: str, body: Any = None, **headers: str) -> Any:
    """One call; a refusal is told as the service tells it: what, where, what to do."""
    data = json.dumps(body, default=str).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **headers}
    try:
        with urlopen(Request(BASE + path, data, headers, method=method), timeout=30) as response:
            return json.load(response)
    except HTTPError as error:
        problem = json.load(error)
        places = [f"  {e['pointer']} : {e['message']} {e['hint']}" for e in problem["errors"]]
        sys.exit("\n".join([f"{problem['title']}. {problem['detail']}", *places]))


def in_words(danger: Any) -> str:
    """The danger in a line: of what kinds, whether it is established, whom to call."""
    kinds = ", ".join(kind["label"]["fr"] for kind in danger["kinds"])
    numbers = [call["number"] for action in danger["actions"] for call in action["calls"]]
    called = f" ; appeler le {', '.join(dict.fromkeys(numbers))}" if numbers else ""
    return f"DANGER {'établi' if danger['standing'] == 'established' else 'présumé'}, {kinds}{called}"


def main() -> None:
    """Sends, then reads one answer again and has it replayed."""
    described = yaml.safe_load(Path(sys.argv[1]).read_text(encoding="utf-8"))
    reports = [{"reference": r.pop("id", None), **r} for r in described]
    # The key makes a second sending harmless: if the line is cut, send again with the same one.
    told = call("POST", "/v1/reports", {"reports": reports}, **{"Idempotency-Key": str(uuid.uuid4())})
    for report in told["reports"]:
        suggestion, danger = report["qualification"], report["danger"]
        if danger is not None:  # first of all: somebody may have to be called now
            print(f"{report['reference']} : {in_words(danger)}")
        print(f"{report['reference']} : {report['state']}, {suggestion['issue']}, {suggestion['main'] or '—'}")
    replay = call("GET", f"/v1/qualifications/{told['reports'][0]['qualification']['id']}/replay")
    print("rejouée à l'identique" if replay["same"] else f"diffère : {replay['differences']}")


if __name__ == "__main__":
    main()
