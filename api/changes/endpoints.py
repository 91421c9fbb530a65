"""`/v1/changes`: change requests on the rules."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Response

from api.changes import discussion, drafts, repository, submission, views
from api.changes.drafts import ChangePurpose, FileEdit, MergeChoices
from api.changes.evidence_jobs import EvidenceStatus, evidence_status, preview, reports_to_preview, start_evidence
from api.changes.publishing import publish_change, publish_in_emergency
from api.changes.schemas import (
    ActReason,
    ChangeCreate,
    ChangeDescription,
    ChangeId,
    ChangeInShort,
    ChangeRead,
    ChangeRebase,
    CommentCreate,
    CommentId,
    CommentRead,
    EvidenceRead,
    PublicationRead,
    ReviewedPart,
    RulesFileRead,
    RulesFilesRead,
    RulesFilesWrite,
    RulesFileWrite,
    RulesPath,
    SubmissionSignature,
)
from api.changes.states import OPEN, ChangeOrigin, ChangeState
from api.db.changes import ChangeRow
from api.db.sessions import AnySession
from api.http.deps import Read, ServicesDep, Write
from api.http.idempotency import ONCE, once
from api.http.permissions import CanDraftRules, CanPublishRules, CanReadLaw, CanSignRules
from api.http.routing import OffLoopRouter
from api.http.unit_of_work import UnitOfWork
from api.kit.etags import IfMatch, etag, same_version
from api.kit.problems import Problem, may_raise
from api.kit.schemas import ResultPage
from api.rules.tree import TreeError
from api.rules.tree_rows import load_tree, manifest_of

router = OffLoopRouter(prefix="/v1/changes", tags=["modifications des règles"])
_REFUSED = ("sign-in-needed", "not-allowed", "not-found")
_BODY = ("malformed-body", "body-too-large", "cross-site", "conflict")
_STEP = (*_REFUSED, *_BODY, "change-closed", "change-state")
_VERSION = ("stale-version", "version-needed")
_ETAG: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"ETag": {"description": "La version de la demande.", "schema": {"type": "string"}}}}
}


@router.get("", responses=may_raise("sign-in-needed", "not-allowed"))
def list_changes(
    _: CanReadLaw,
    session: Read,
    state: Annotated[
        list[ChangeState],
        Query(default_factory=lambda: [*OPEN], description="Étapes ; par défaut, celles qui sont ouvertes."),
    ],
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ResultPage[ChangeInShort]:
    """Les demandes de modification, la dernière touchée d'abord."""
    return ResultPage[ChangeInShort](items=views.changes_in_short(session, repository.changes(session, state, limit)))


@router.post("", status_code=201, responses=may_raise("sign-in-needed", "not-allowed", *_BODY, "rules-absent", *ONCE))
@once
def open_change(
    who: CanDraftRules, body: ChangeCreate, response: Response, services: ServicesDep, session: Write
) -> ChangeRead:
    """Ouvre une demande sur la dernière édition publiée."""
    unit = UnitOfWork(session, services, who)
    origin = ChangeOrigin.FILES if body.files else ChangeOrigin.BROWSER
    row = drafts.open_change(unit, ChangePurpose(body.title, body.reason), origin=origin)
    if body.files:
        drafts.save_files(unit, row.id, [_edit(one) for one in body.files])
    return _read(session, row, response)


@router.get("/{change}", responses={**may_raise(*_REFUSED), **_ETAG})
def read_change(_: CanReadLaw, change: ChangeId, response: Response, session: Read) -> ChangeRead:
    """Une demande : ce qu'elle modifie, qui l'a signée, qui manque."""
    return _read(session, repository.change(session, change), response)


@router.put("/{change}", responses={**may_raise(*_STEP, *_VERSION), **_ETAG})
def describe_change(
    who: CanDraftRules,
    change: ChangeId,
    body: ChangeDescription,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ChangeRead:
    """Redit le titre, la raison et la date d'effet. Une autre date annule les signatures."""
    unit, version = UnitOfWork(session, services, who), _version(session, change, if_match)
    row = drafts.describe_change(unit, change, version, ChangePurpose(body.title, body.reason), body.effect_at)
    return _read(session, row, response)


@router.get("/{change}/files", responses=may_raise(*_REFUSED, "rules-absent"))
def list_files(_: CanReadLaw, change: ChangeId, session: Read) -> RulesFilesRead:
    """L'empreinte de chaque fichier de la demande."""
    row = repository.change(session, change)
    manifest = manifest_of(session, row.tree)
    if manifest is None:
        raise Problem("rules-absent")
    return RulesFilesRead(tree=row.tree, files=manifest)


@router.get("/{change}/file", responses=may_raise(*_REFUSED, "rules-absent", "law-damaged"))
def read_file(_: CanReadLaw, change: ChangeId, path: Annotated[RulesPath, Query()], session: Read) -> RulesFileRead:
    """Un fichier de la demande, et le même dans sa base et dans la dernière édition publiée."""
    return views.file_read(session, repository.change(session, change), path)


@router.put("/{change}/files", responses={**may_raise(*_STEP, "edit-conflict", "law-damaged"), **_ETAG})
def save_files(
    who: CanDraftRules,
    change: ChangeId,
    body: RulesFilesWrite,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ChangeRead:
    """Enregistre des fichiers, tous ou aucun. Une demande soumise redevient un brouillon."""
    row = drafts.save_files(UnitOfWork(session, services, who), change, [_edit(one) for one in body.files])
    return _read(session, row, response)


@router.post("/{change}/preview", responses=may_raise(*_REFUSED, *_BODY, "rules-absent", "work-too-long"))
def preview_files(who: CanDraftRules, change: ChangeId, body: RulesFilesWrite, services: ServicesDep) -> EvidenceRead:
    """Ce que feraient ces fichiers : contrôles, cas, différence, derniers signalements. Rien n'est
    enregistré.
    """
    with services.database.read() as session:
        row = repository.change(session, change)
        base, tree = load_tree(session, row.base), load_tree(session, row.tree)
        reports = reports_to_preview(session)
    try:
        typed = tree.with_files({one.path: None if one.text is None else one.text.encode() for one in body.files})
    except TreeError as error:
        raise drafts.invalid_path(error) from error
    found = EvidenceStatus("ready", preview(services, base, typed, reports))
    with services.database.read() as session:
        return views.evidence_read(session, who, found)


@router.get("/{change}/evidence", responses=may_raise(*_REFUSED, "rules-absent"))
def read_evidence(who: CanReadLaw, change: ChangeId, services: ServicesDep, session: Read) -> EvidenceRead:
    """Le dossier de la demande telle qu'elle est, ou l'état de son calcul. Les signalements donnés
    en exemple ne sont dits qu'à qui lit les signalements.
    """
    status = evidence_status(session, repository.change(session, change))
    return views.evidence_read(session, who, status)


@router.post("/{change}/evidence", status_code=202, responses=may_raise(*_REFUSED, "cross-site", "rules-absent"))
def work_out_evidence(who: CanDraftRules, change: ChangeId, services: ServicesDep, session: Read) -> EvidenceRead:
    """Lance le dossier : contrôles, cas, différence, derniers signalements rejoués."""
    status = start_evidence(session, services, repository.change(session, change))
    return views.evidence_read(session, who, status)


@router.post(
    "/{change}/submission",
    responses={
        **may_raise(
            *_STEP,
            *_VERSION,
            "change-empty",
            "base-moved",
            "evidence-running",
            "evidence-red",
            "signatures-unreachable",
        ),
        **_ETAG,
    },
)
def submit_change(
    who: CanDraftRules,
    change: ChangeId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ChangeRead:
    """Soumet la demande : son dossier est figé, elle attend ses signatures."""
    unit = UnitOfWork(session, services, who)
    return _read(session, submission.submit_change(unit, change, _version(session, change, if_match)), response)


@router.delete("/{change}/submission", responses={**may_raise(*_STEP, *_VERSION), **_ETAG})
def return_change(
    who: CanDraftRules,
    change: ChangeId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ChangeRead:
    """Ramène une demande soumise à l'état de brouillon ; ses signatures sont annulées."""
    unit = UnitOfWork(session, services, who)
    return _read(session, submission.return_change(unit, change, _version(session, change, if_match)), response)


@router.post("/{change}/rebase", responses={**may_raise(*_STEP, "edit-conflict", "law-damaged"), **_ETAG})
def rebase_change(
    who: CanDraftRules,
    change: ChangeId,
    body: ChangeRebase,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ChangeRead:
    """Reprend la demande sur la dernière édition publiée. Un fichier que les deux modifient n'est
    réuni que si le texte publié a été lu dans l'arbre `onto`.
    """
    choices = MergeChoices(body.onto, merged=frozenset(body.merged))
    row = drafts.merge_change(UnitOfWork(session, services, who), change, choices)
    return _read(session, row, response)


@router.delete("/{change}", responses={**may_raise(*_STEP, *_VERSION), **_ETAG})
def close_change(
    who: CanDraftRules,
    change: ChangeId,
    response: Response,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> ChangeRead:
    """Abandonne la demande ; son histoire reste."""
    unit = UnitOfWork(session, services, who)
    return _read(session, drafts.close_change(unit, change, _version(session, change, if_match)), response)


@router.post(
    "/{change}/signatures",
    responses=may_raise(
        *_STEP, "signature-other", "base-moved", "evidence-outdated", "change-own", "signature-useless"
    ),
)
def sign_change(
    who: CanSignRules,
    change: ChangeId,
    body: SubmissionSignature,
    response: Response,
    services: ServicesDep,
    session: Write,
) -> ChangeRead:
    """Signe ce qui est soumis, par son empreinte."""
    submission.sign_change(UnitOfWork(session, services, who), change, body.submission)
    return _read(session, repository.change(session, change), response)


@router.delete("/{change}/signatures", responses=may_raise(*_STEP))
def withdraw_signature(
    who: CanSignRules, change: ChangeId, response: Response, services: ServicesDep, session: Write
) -> ChangeRead:
    """Retire votre signature, tant que rien n'est publié."""
    submission.withdraw_signature(UnitOfWork(session, services, who), change)
    return _read(session, repository.change(session, change), response)


@router.post(
    "/{change}/publication",
    status_code=201,
    responses=may_raise(
        *_STEP, "signature-other", "evidence-outdated", "signatures-missing", "base-moved", "law-damaged", *ONCE
    ),
)
@once
def publish(
    who: CanPublishRules, change: ChangeId, body: SubmissionSignature, services: ServicesDep, session: Write
) -> PublicationRead:
    """Publie une demande dont les signatures sont réunies, dès sa date d'effet."""
    row = publish_change(UnitOfWork(session, services, who), change, body.submission)
    return views.publications_read(session, [row], services.clock.now())[0]


@router.post(
    "/{change}/emergency",
    status_code=201,
    responses=may_raise(
        *_STEP,
        *_VERSION,
        "change-empty",
        "base-moved",
        "evidence-running",
        "evidence-red",
        "signatures-urgent",
        "law-damaged",
        *ONCE,
    ),
)
@once
def publish_without_signatures(
    who: CanPublishRules,
    change: ChangeId,
    body: ActReason,
    services: ServicesDep,
    session: Write,
    if_match: IfMatch = None,
) -> PublicationRead:
    """Publie sans attendre les signatures, avec une raison : vu de tous, à ratifier."""
    version = _version(session, change, if_match)
    row = publish_in_emergency(UnitOfWork(session, services, who), change, version, body.reason)
    return views.publications_read(session, [row], services.clock.now())[0]


@router.get("/{change}/comments", responses=may_raise(*_REFUSED))
def list_comments(_: CanReadLaw, change: ChangeId, session: Read) -> list[CommentRead]:
    """La discussion, dans l'ordre."""
    return views.comments_read(session, repository.change(session, change).id)


@router.post("/{change}/comments", status_code=201, responses=may_raise(*_STEP, *ONCE))
@once
def add_comment(
    who: CanSignRules, change: ChangeId, body: CommentCreate, services: ServicesDep, session: Write
) -> CommentRead:
    """Commente une clause, ou l'ensemble."""
    unit = UnitOfWork(session, services, who)
    comment = discussion.comment_on(unit, change, body.body, body.place, body.answers)
    return next(one for one in views.comments_read(session, change) if one.id == comment.id)


@router.post("/{change}/comments/{comment}/resolution", responses=may_raise(*_STEP))
def resolve_comment(
    who: CanSignRules, change: ChangeId, comment: CommentId, services: ServicesDep, session: Write
) -> list[CommentRead]:
    """Marque un commentaire comme résolu."""
    discussion.resolve_comment(UnitOfWork(session, services, who), change, comment, resolved=True)
    return views.comments_read(session, change)


@router.delete("/{change}/comments/{comment}/resolution", responses=may_raise(*_STEP))
def reopen_comment(
    who: CanSignRules, change: ChangeId, comment: CommentId, services: ServicesDep, session: Write
) -> list[CommentRead]:
    """Rouvre un commentaire résolu."""
    discussion.resolve_comment(UnitOfWork(session, services, who), change, comment, resolved=False)
    return views.comments_read(session, change)


@router.post("/{change}/reviewed", status_code=204, responses=may_raise(*_STEP, "signature-other"))
def mark_reviewed(
    who: CanSignRules, change: ChangeId, body: ReviewedPart, services: ServicesDep, session: Write
) -> None:
    """Marque une partie de la différence comme lue par vous."""
    row = repository.change(session, change)
    discussion.mark_reviewed(UnitOfWork(session, services, who), row, body.submission, body.part)


def _edit(one: RulesFileWrite) -> FileEdit:
    return FileEdit(one.path, None if one.text is None else one.text.encode(), one.seen)


def _version(session: AnySession, change: str, if_match: str | None) -> int:
    """The version that the request names."""
    row = repository.change(session, change)
    same_version(if_match, row.version)
    return row.version


def _read(session: AnySession, row: ChangeRow, response: Response) -> ChangeRead:
    response.headers["ETag"] = etag(row.version)
    return views.change_read(session, row)
