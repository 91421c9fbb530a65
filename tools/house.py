"""Structure metrics of the source tree: cycles, layers, names, sizes, start times (`make house`).

`python -m tools.house` measures the tree; `--since COMMIT` sets lines of code beside those of that
commit; `--starts` times what a user waits for; `--json` prints the same as data.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import grimp

from campaign.instances import free_port

ROOT = Path(__file__).parents[1]
PACKAGES = ("api", "engine", "classifiers", "textfile", "training")
"""The packages whose structure is measured."""
PARTS = (*PACKAGES, "rulesets", "tests", "tools", "bench", "fuzz", "campaign", "docs")
"""The folders whose lines are counted."""
COUNTED = (".py", ".html", ".js", ".css", ".yaml", ".md")
MOST_PARAMETERS = 6
REPORT = "signalements.yaml"


@dataclass(frozen=True)
class Structure:
    """Measures of imports and syntax.

    `arrows`: pairs of packages of `api/` of which one imports the other; `long_signatures`:
    functions over six parameters; `long_handlers`: those that a framework calls (routes, commands),
    where each is an input.
    """

    packages: int
    arrows: int
    cycles: tuple[str, ...]
    upward: tuple[str, ...]
    modules: int
    median_module: float
    long_signatures: tuple[str, ...]
    long_handlers: int
    repeated_classes: Mapping[str, int]
    ignored_types: int


@dataclass(frozen=True)
class House:
    """All measures.

    Lines are of code, templates, data and prose; times are processor seconds of a child process.
    """

    structure: Structure
    lines: Mapping[str, int]
    lines_before: Mapping[str, int] = field(default_factory=dict)
    starts: Mapping[str, float] = field(default_factory=dict)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the measures; 1 when a law of the structure is broken (a cycle, an arrow up),
    else 0.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.house", description=__doc__)
    parser.add_argument("--since", metavar="COMMIT", help="lines of code at this commit, beside today's")
    parser.add_argument("--starts", action="store_true", help="time the commands that a user waits for")
    parser.add_argument("--json", action="store_true", help="print data")
    options = parser.parse_args(arguments)
    house = House(
        structure(),
        lines_of(ROOT),
        lines_at(options.since) if options.since else {},
        starts() if options.starts else {},
    )
    print(json.dumps(asdict(house), ensure_ascii=False, indent=1) if options.json else "\n".join(report(house)))
    return 1 if house.structure.cycles or house.structure.upward else 0


def structure() -> Structure:
    """The measures of the import graph and of the syntax trees."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    edges = {(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a)}
    rooms = {(_room(a), _room(b)) for a, b in edges if a.startswith("api.") and b.startswith("api.")}
    arrows = {(a, b) for a, b in rooms if a != b}
    trees = list(_trees())
    long = list(_long_signatures(trees))
    classes = Counter(n.name for _, tree in trees for n in ast.walk(tree) if isinstance(n, ast.ClassDef))
    return Structure(
        packages=len({name for pair in rooms for name in pair}),
        arrows=len(arrows),
        cycles=tuple(_cycles(edges)),
        upward=tuple(_upward(arrows)),
        modules=len(trees),
        median_module=median(len(path.read_text(encoding="utf-8").splitlines()) for path, _ in trees),
        long_signatures=tuple(place for place, handler in long if not handler),
        long_handlers=sum(handler for _, handler in long),
        repeated_classes={n: c for n, c in sorted(classes.items()) if c > 1 and not n.startswith("_")},
        ignored_types=sum(path.read_text(encoding="utf-8").count("# type: ignore") for path, _ in trees),
    )


def _room(module: str) -> str:
    return module.split(".")[1]


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def _cycles(edges: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Each set of sibling modules or packages that import one another, as `parent: a, b`."""
    siblings: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for a, b in edges:
        one, other = a.split("."), b.split(".")
        depth = next((i for i, (x, y) in enumerate(zip(one, other, strict=False)) if x != y), None)
        if depth is not None:
            siblings[".".join(one[:depth])].add((one[depth], other[depth]))
    for parent, arrows in sorted(siblings.items()):
        for knot in _knots(arrows):
            yield f"{parent or '.'}: {', '.join(sorted(knot))}"


def _knots(arrows: Iterable[tuple[str, str]]) -> Iterator[set[str]]:
    """The strongly connected components of more than one node."""
    beyond: dict[str, set[str]] = defaultdict(set)
    for a, b in arrows:
        beyond[a].add(b)
    reach = {a: _reachable(a, beyond) for a in list(beyond)}
    seen: set[str] = set()
    for a in sorted(reach):
        knot = {b for b in reach[a] if a in reach.get(b, ())}
        if knot - {a} and a not in seen:
            seen |= knot
            yield knot | {a}


def _reachable(start: str, beyond: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for following in beyond.get(waiting.pop(), ()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


def _upward(arrows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The imports of `api/` that run against the layers that pyproject.toml declares."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(c["layers"] for c in contracts if c["type"] == "layers" and c.get("containers") == ["api"])
    floor = {name.strip(): height for height, layer in enumerate(reversed(layers)) for name in re.split(r"[|:]", layer)}
    return (f"{a} -> {b}" for a, b in sorted(arrows) if floor.get(b, 0) > floor.get(a, len(floor)))


def _long_signatures(trees: Iterable[tuple[Path, ast.Module]]) -> Iterator[tuple[str, bool]]:
    """Each function over the bound, and whether a framework calls it: a route, a command (which
    may be registered in another module: its options say what it is).
    """
    for path, tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                if len([n for n in names if n not in ("self", "cls")]) > MOST_PARAMETERS:
                    registered = (
                        isinstance(d, ast.Call) and isinstance(d.func, ast.Attribute) for d in node.decorator_list
                    )
                    handler = any(registered) or "typer.Option(" in ast.unparse(node.args)
                    yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", handler


def lines_of(root: Path) -> dict[str, int]:
    """Lines of each part of a tree."""
    return {part: _lines(root / part) for part in PARTS if (root / part).is_dir()}


def _lines(folder: Path) -> int:
    files = (p for p in folder.rglob("*") if p.suffix in COUNTED and p.is_file() and "vendor" not in p.parts)
    return sum(path.read_bytes().count(b"\n") for path in files)


def lines_at(commit: str) -> dict[str, int]:
    """Lines of each part at a commit.

    Raises:
        SystemExit: this clone does not have it.
    """
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        raise SystemExit(f"{commit} : absent de ce clone (git fetch --unshallow)")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
            tar.extractall(folder, filter="data")
        return lines_of(Path(folder))


def starts() -> dict[str, float]:
    """Processor seconds of what a user waits for, each in a process of its own."""
    qualif = str(Path(sys.executable).parent / "qualif")
    return {
        "qualif rules check": _seconds([qualif, "rules", "check"]),
        "qualif rules check --only haine": _seconds([qualif, "rules", "check", "--only", "haine"]),
        "qualif cues, un texte": _seconds([qualif, "cues", "-"], b"Va te pendre."),
        "qualif serve, jusqu'à /ready": _seconds_to_ready(qualif),
        f"qualif qualify {REPORT}": _seconds([qualif, "qualify", str(ROOT / "examples" / REPORT)]),
    }


def _seconds_to_ready(qualif: str) -> float:
    """Processor seconds that a service spends before it answers `/ready`, its database being up to
    date.
    """
    port = str(free_port())
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QUALIF_DATA_DIR": folder}
        subprocess.run([qualif, "db", "upgrade"], env=environment, capture_output=True, check=True)
        command = [qualif, "serve", "--quiet", "--host", "127.0.0.1", "--port", port]
        service = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while not _answers(f"http://127.0.0.1:{port}/ready"):
                if service.poll() is not None:
                    raise SystemExit(f"qualif serve : code {service.returncode}")
                time.sleep(0.05)
            fields = Path(f"/proc/{service.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            return round((int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"), 1)
        finally:
            service.terminate()
            service.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _seconds(command: list[str], text: bytes = b"") -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, input=text, capture_output=True, check=False, env={**os.environ, "NO_COLOR": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} : code {run.returncode}\n{run.stderr.decode()[-2000:]}")
    return round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1)


def report(house: House) -> Iterator[str]:
    """The measures, for a person."""
    one = house.structure
    yield f"Import cycles: {len(one.cycles)}" + "".join(f"\n  {cycle}" for cycle in one.cycles)
    yield f"Arrows up in api/: {len(one.upward)}" + "".join(f"\n  {arrow}" for arrow in one.upward)
    yield f"Packages in api/: {one.packages}, arrows between them: {one.arrows}"
    yield f"Modules: {one.modules}, median {one.median_module:g} lines"
    yield f"Functions over {MOST_PARAMETERS} parameters: {len(one.long_signatures)}, and {one.long_handlers} routes or commands"
    yield from (f"  {place}" for place in one.long_signatures)
    yield f"Class names used twice: {len(one.repeated_classes)}"
    yield from (f"  {name} {count}" for name, count in one.repeated_classes.items())
    yield f"type: ignore: {one.ignored_types}"
    yield "Lines:"
    for part in PARTS:
        now, before = house.lines.get(part, 0), house.lines_before.get(part)
        if now or before:
            yield f"  {part:<12} {now:>8,}" + (f"  (before {before:,})" if before is not None else "")
    if house.starts:
        yield "Processor seconds:"
        yield from (f"  {command:<40} {seconds:>6.1f}" for command, seconds in house.starts.items())


if __name__ == "__main__":
    sys.exit(main())
