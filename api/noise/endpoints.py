"""`/v1/noise`."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.http.admission import waits_in
from api.http.bodies import media_type, parse_json
from api.http.deps import Read, ServicesDep, Write
from api.http.permissions import CanAskNoise, CanDecideReports, CanReadReports
from api.http.routing import PARSING, OffLoopRouter
from api.kit.problems import Problem, may_raise
from api.noise import service
from api.noise.schemas import CertificatesRead, Judgement, NoiseAnswer, NoiseBatch, NoiseReview
from api.noise.standing import standings
from api.noise.streaming import MEDIA_TYPE, VerdictStream
from api.reports import endpoints as reports
from api.reports import views
from api.reports.schemas import ReportId, ReportRead
from api.texts.channels import Channel
from classifiers.noise.certificate import DEMONSTRATION

router = OffLoopRouter(prefix="/v1/noise", tags=["bruit"])
_REFUSED = ("sign-in-needed", "not-allowed")
_LINES = {
    "schema": {
        "type": "string",
        "description": 'Une ligne par texte : {"id", "text", "comment", "reports", "reported_category"}.',
    }
}


def _body() -> dict[str, Any]:
    schema = NoiseBatch.model_json_schema()
    schema["properties"]["texts"]["items"] = schema.pop("$defs")["NoiseText"]  # the description knows no local names
    content = {"application/json": {"schema": schema}, MEDIA_TYPE: _LINES}
    return {"requestBody": {"required": True, "content": content}}


@router.post(
    "",
    openapi_extra=_body(),
    responses={
        200: {"model": NoiseAnswer, "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}},
        **may_raise(*_REFUSED, "malformed-body", "body-too-large", "cross-site", "noise-filter-absent"),
    },
)
@waits_in("reasoning")
async def judge_texts(
    _: CanAskNoise,
    request: Request,
    services: ServicesDep,
    channel: Annotated[
        Channel | None, Query(description="Canal dont les certificats valent ; sans lui, ceux de démonstration.")
    ] = None,
) -> Response:
    """Un lot JSON de textes, ou un flux `application/x-ndjson` lu et répondu au fil de l'eau, dans
    l'ordre.

    Dans un flux, une ligne qui ne peut être jugée reçoit `{"id", "error": {"line", "message"}}` et
    les autres leur verdict. Rien n'est enregistré. « Écarté » veut dire lu plus tard, jamais
    supprimé.
    """
    noise = await run_in_threadpool(services.noise_watch.under, channel)
    if noise is None:
        raise Problem("noise-filter-absent")
    kind = request.headers.get("content-type")
    if media_type(kind) == MEDIA_TYPE:
        return VerdictStream(request, services.texts, noise.promises)
    batch = await PARSING.run(_batch, await request.body(), kind)
    told = await run_in_threadpool(service.judge, services, noise.promises, channel or DEMONSTRATION, batch)
    return Response(told.model_dump_json(), media_type="application/json")


def _batch(body: bytes, kind: str | None) -> NoiseBatch:
    return NoiseBatch.model_validate(parse_json(body, kind))


@router.get("/standing", responses=may_raise(*_REFUSED, "noise-filter-absent"))
def standing(_: CanReadReports, services: ServicesDep) -> CertificatesRead:
    """Ce que vaut chaque certificat : semaine par semaine et par canal, ce qui est écarté et
    l'écart avec le calage ; l'audit.

    Une dérive, ou une perte que l'audit prouve, suspend le certificat : tout est gardé jusqu'à un
    nouveau calage.
    """
    return standings(services.noise_watch)


@router.get("/review", responses=may_raise(*_REFUSED))
def review_sample(_: CanDecideReports, session: Read, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> NoiseReview:
    """Un échantillon au hasard de ce qui est mis de côté, à juger, et la part de désaccord
    jusqu'ici avec son intervalle exact.
    """
    return service.review(session, limit)


@router.post(
    "/review/{report}",
    responses=may_raise(
        *_REFUSED, "malformed-body", "body-too-large", "cross-site", "not-found", "not-set-aside", "held", "conflict"
    ),
)
def judge_set_aside(
    who: CanDecideReports, report: ReportId, body: Judgement, services: ServicesDep, session: Write
) -> ReportRead:
    """Dit d'un signalement écarté que c'est bien du bruit, ou le remet en file, en un appel."""
    row = reports.visible(session, report, who)
    service.judge_set_aside(session, services, who, row, body.verdict)
    return views.whole(session, services, row, who)
