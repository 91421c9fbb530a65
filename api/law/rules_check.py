"""Check of a whole folder of rules: the law, its routing, lexicons, notices and parameters, every
fault of every file at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from api.rules import dangers, delivery_networks, follow_up, noise, priorities, register, second_readings, signatures
from api.rules.dangers import check_dangers
from api.rules.delivery_networks import check_tables
from api.rules.follow_up import check_followup
from api.rules.noise import check_noise
from api.rules.notices import NOTICES, ROUTING
from api.rules.priorities import check_priorities
from api.rules.register import check_register
from api.rules.second_readings import check_rereading
from api.rules.signatures import check_signatures
from api.texts import model_questions
from api.texts.lexicons import FOLDER as LEXICONS
from api.texts.lexicons import Lexicons
from api.texts.model_reader_names import check_model_reader
from api.texts.second_reader import POLICY, check_policy
from engine.language.allowances import OPT_OUTS
from engine.language.loader import LawCheck, check_law, judge, judge_meaning
from engine.language.names import LawNames
from engine.language.project import ProjectReader, file_name, read_project
from engine.language.sources import ORDER
from engine.model.routing import RoutingRules
from engine.notices.loader import TABLES, check_notices
from engine.reasoning.implicants import MAX_IMPLICANTS, TooManyReasons
from engine.reasoning.partitions import PartitionError
from engine.routing.loader import RoutingCheck, judge_routing
from engine.routing.project import MEMBERS, read_routing
from textfile.diagnostics import Diagnostic, Place, RulesetError, in_order
from textfile.quoting import did_you_mean, printable

PARAMETERS = (
    ORDER,
    MEMBERS,
    OPT_OUTS,
    *(
        path.as_posix()
        for path in (
            dangers.FILE,
            delivery_networks.HOSTING,
            delivery_networks.PLATFORMS,
            follow_up.FILE,
            noise.PARAMETERS,
            priorities.FILE,
            register.FILE,
            second_readings.FILE,
            signatures.FILE,
            model_questions.FILE,
            POLICY,
        )
    ),
)
"""Every parameter file that something reads."""


@dataclass(frozen=True, slots=True)
class RulesCheck:
    """Outcome of a check: the law and the routing (None when an error forbids them, or when there
    is none), the lexicons that were looked at, and all diagnostics in order.
    """

    law: LawCheck
    routing: RoutingRules | None
    lexicons: Lexicons | None
    faults: tuple[Diagnostic, ...]

    @property
    def is_refused(self) -> bool:
        """Whether one of them is an error."""
        return any(not fault.warning for fault in self.faults)


def check_rules(
    root: Path,
    today: date | None = None,
    *,
    thorough: bool = True,
    only: Collection[str] = (),
    reader: ProjectReader | None = None,
) -> RulesCheck:
    """The whole folder, and everything that is wrong in it.

    Without `thorough`, what the service relies on to start. `only` restricts what takes long, and
    warnings, to some offences, by their id or their theme; whatever names them is still checked.
    """
    law = check_law(root, today, thorough, only, reader)
    whole = thorough and not only
    with_lexicons = whole and (root / LEXICONS).is_dir()
    lexicons = Lexicons(root, law.names.facts, doubts=law.names, reader=reader) if with_lexicons else None
    routing, beside = check_beside(root, law.names, today, thorough=whole, reader=reader)
    if only:
        beside = tuple(fault for fault in beside if not fault.warning)
    more = lexicons.diagnostics if lexicons is not None else ()
    return RulesCheck(law, routing, lexicons, tuple(in_order((*law.faults, *more, *beside))))


def check_beside(
    root: Path,
    law: LawNames,
    today: date | None = None,
    *,
    thorough: bool = True,
    reader: ProjectReader | None = None,
) -> tuple[RoutingRules | None, tuple[Diagnostic, ...]]:
    """What stands beside the law (routing, notices, parameters): the routing, None when an error
    forbids it or when there is none, and everything that is wrong.

    Of the offences of the law, it is their names, themes, fields and recipients that are looked at.
    """
    routing = judge_routing(root, law, today, thorough, reader) if (root / ROUTING).is_dir() else None
    notices = check_notices(root / NOTICES, law, today) if (root / NOTICES).is_dir() else None
    return routing.rules if routing is not None else None, (
        *(routing.faults if routing is not None else ()),
        *(notices.faults if notices is not None else ()),
        *_parameters(root, law),
        *_dangers(root, law, routing),
        *_unread(root),
    )


@contextmanager
def compiling(root: Path) -> Iterator[None]:
    """Context in which the rules of a folder that has no other error are compiled: whoever compiles
    a condition too large for it does not say where it is.

    Raises:
        RulesetError: with each such condition of the law and of the routing, in its place.
    """
    try:
        yield
    except (TooManyReasons, PartitionError) as error:
        raise RulesetError(oversized_conditions(root, error)) from error


def oversized_conditions(root: Path, error: TooManyReasons | PartitionError) -> list[Diagnostic]:
    """The conditions of a folder that are too large to be compiled, each in its place; the error of
    whoever compiled, on the folder, where no check knows which.
    """
    projects = [read_project(root), *([read_routing(root, None).shared] if (root / ROUTING).is_dir() else [])]
    faults = [fault for project in projects for fault in judge_meaning(judge(project)[1], [], checks=())[0]]
    found = in_order(fault for fault in faults if not fault.warning)
    return found or [_oversized(root, error)]


def _oversized(root: Path, error: TooManyReasons | PartitionError) -> Diagnostic:
    exceeded = str(error) if isinstance(error, PartitionError) else f"plus de {MAX_IMPLICANTS} raisons minimales"
    return Diagnostic(
        "R601",
        Place(printable(root.name or str(root))),
        f"une condition est trop grande : {exceeded}",
        "`qualif rules check` dit laquelle, et où",
    )


def refuse_faults(root: Path) -> None:
    """Refuses a folder of which the service could not use everything.

    Raises:
        RulesetError: with every error of every file.
    """
    errors = [fault for fault in check_rules(root, thorough=False).faults if not fault.warning]
    if errors:
        raise RulesetError(errors)


def _dangers(root: Path, law: LawNames, routing: RoutingCheck | None) -> list[Diagnostic]:
    """What is wrong in the rules on danger, which read the facts of routing as well."""
    if routing is None:
        return check_dangers(root, law, {}, dangers.shipped_contacts())
    return check_dangers(root, law, routing.facts, routing.contacts)


def _parameters(root: Path, law: LawNames) -> Iterator[Diagnostic]:
    faults, patterns = check_noise(root, law)
    of_register, lists = check_register(root)
    services = lists["service"].values.keys() if lists is not None else None
    yield from chain(
        faults,
        of_register,
        check_priorities(root, law, patterns),
        check_rereading(root, law),
        check_signatures(root, law),
        check_policy(root, law),
        check_followup(root, law),
        check_tables(root, law, services),
        check_model_reader(root, law),
    )


def _unread(root: Path) -> Iterator[Diagnostic]:
    """Files of parameters and notices that nothing reads: a misspelt name leaves its rules dead."""
    for folder, known in (("parameters", PARAMETERS), (NOTICES, tuple(f"{NOTICES}/{name}" for name in TABLES))):
        for path in sorted((root / folder).glob("*.y*ml")):
            name = path.relative_to(root).as_posix()
            if name not in known:
                hint = did_you_mean(name, known, "l'ôter, ou lui donner le nom d'un fichier lu")
                yield Diagnostic("R010", Place(file_name(path, root)), "fichier que rien ne lit", hint)
