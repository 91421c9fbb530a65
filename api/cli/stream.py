"""`qualif stream`: the noise filter ahead of a platform's queue."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.noise import RulesFolder, read_secret, report_reader
from api.cli.shared import complain, default_rulesets, fail, keep_open, open_engine
from api.cli.terminal import harmless, unusable
from api.stream.limits import MOST
from api.texts.channels import NoiseChoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.cli.noise_count import StreamCount
    from api.stream.brokers.options import BrokerOptions
    from api.stream.reader_judge import ReaderJudge, ReportQualifier
    from api.stream.sql_store import SqlDecisionStore
    from api.texts.report_reader import WholeReader
    from classifiers.noise.filter import NoiseFilter

FAILED = 1
_STORE = "sqlite:///decisions.sqlite3"
_MISSING = "l'extra « stream » n'est pas installé : pip install 'qualif[stream]'"
_UNCHECKED = (
    "JetStream : « sync_interval: always » n'a pas été vérifié. Sans lui, une coupure perd des messages acquittés ; "
    "`--nats-monitor http://hôte:8222` le vérifie."
)


def stream(
    broker: Annotated[
        str,
        typer.Argument(
            metavar="ADRESSE",
            envvar="QUALIF_STREAM_BROKER",
            help="Courtier : kafka://hôte:9092, nats://hôte:4222, amqp://nom:secret@hôte:5672/.",
        ),
    ],
    source: Annotated[
        str, typer.Option("--in", help="Sujet, ou file, d'où viennent les signalements.")
    ] = "qualif.reports",
    decisions: Annotated[str, typer.Option("--out", help="Sujet, ou file, des décisions.")] = "qualif.decisions",
    dead_letters: Annotated[
        str, typer.Option("--dead-letters", help="Sujet, ou file, de ce qui n'a pu être lu.")
    ] = "qualif.dead-letters",
    group: Annotated[str, typer.Option("--group", help="Nom que partagent les processus d'un même flux.")] = "qualif",
    declare: Annotated[
        bool, typer.Option("--declare/--no-declare", help="Créer les files qui manquent (NATS, RabbitMQ).")
    ] = True,
    kafka_config: Annotated[
        Path | None, typer.Option("--kafka-config", help="Réglages du client Kafka, une ligne « clé=valeur » chacun.")
    ] = None,
    batch: Annotated[int, typer.Option("--batch", min=1, max=1_024, help="Messages lus à la fois, au plus.")] = 256,
    wait: Annotated[
        float, typer.Option("--wait", min=0.01, max=60, help="Secondes qu'un lot attend d'autres messages.")
    ] = 0.2,
    redelivery: Annotated[
        float, typer.Option("--redelivery", min=1, max=3600, help="Secondes avant que NATS ne redonne un message.")
    ] = 60.0,
    store: Annotated[
        str,
        typer.Option(
            "--store", envvar="QUALIF_STREAM_STORE", help="Base des décisions : sqlite:///… ou postgresql+psycopg://…"
        ),
    ] = _STORE,
    contents: Annotated[int, typer.Option("--contents", min=1_000, help="Contenus retenus, au plus.")] = MOST,
    channel: Annotated[str | None, typer.Option("--channel", help="Canal dont les certificats valent.")] = None,
    certificates: Annotated[Path | None, typer.Option("--certificates", help="Certificats de la hotline.")] = None,
    audit_key: Annotated[
        Path | None, typer.Option("--audit-key", help="Fichier du secret qui tire au sort ce qu'on relit de l'écarté.")
    ] = None,
    qualify: Annotated[bool, typer.Option("--qualify", help="Qualifier aussi chaque signalement.")] = False,
    rulesets: RulesFolder = None,
    metrics_port: Annotated[
        int | None, typer.Option("--metrics-port", min=0, max=65_535, help="Port de /metrics et de /health.")
    ] = None,
    metrics_host: Annotated[str, typer.Option("--metrics-host", help="Adresse où ce port écoute.")] = "127.0.0.1",
    nats_monitor: Annotated[
        str | None, typer.Option("--nats-monitor", help="Adresse de surveillance de NATS, http://hôte:8222.")
    ] = None,
    accept_loss: Annotated[
        bool, typer.Option("--accept-loss", help="Accepter un JetStream qui perd des messages acquittés.")
    ] = False,
) -> None:
    """Filtre de bruit devant la file d'une plateforme : un signalement entre, une décision sort.

    Un message est un objet JSON, comme une ligne de `qualif noise` ; `url` est permis, et avec
    `--qualify` les champs de `qualif qualify`. Chaque message a sa décision, au moins une fois :
    il n'est acquitté qu'après que le courtier a confirmé la décision.

    Un contenu n'est jugé qu'une fois. Un autre signalement du même contenu n'est jamais mis de
    côté. Toute panne garde : la décision dit « keep » et sa raison.

    Ce qui ne peut être lu est gardé, et va aussi aux lettres mortes, avec sa raison.

    À l'arrêt, une dérive est dite, comme à la fin de `qualif noise`.
    """
    options = _options(
        broker,
        kafka_config,
        source=source,
        decisions=decisions,
        dead_letters=dead_letters,
        group=group,
        declare=declare,
        batch=batch,
        wait=wait,
        redelivery=redelivery,
    )
    _check_jetstream(options, nats_monitor, accept_loss)
    judge, count = _judge(NoiseChoice(channel, certificates), audit_key, rulesets, qualify=qualify)
    _run(options, judge, _store(store, contents), None if metrics_port is None else (metrics_host, metrics_port))
    for drift in count.drift_messages():
        complain(drift)


def _options(broker: str, kafka_config: Path | None, **chosen: str | bool | int | float) -> BrokerOptions:
    """The options of the broker. Ends the command when there is no such broker here."""
    from api.stream.brokers.choice import UnknownBroker, check_installed
    from api.stream.brokers.options import BrokerOptions

    options = BrokerOptions(broker, client=_client(kafka_config), **chosen)  # type: ignore[arg-type]
    try:
        check_installed(options)
    except UnknownBroker as error:
        fail(f"{error.text.fr}")
    except ImportError:
        fail(_MISSING)
    return options


def _client(file: Path | None) -> Mapping[str, str]:
    """Parameters of a client, from a file of `key=value` lines."""
    if file is None:
        return {}
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{harmless(str(file))} : {type(error).__name__}")
    pairs = [line.partition("=") for line in lines if line.strip() and not line.lstrip().startswith("#")]
    if any(not sign for _, sign, _ in pairs):
        fail(f"{harmless(str(file))} : une ligne « clé=valeur » par réglage est attendue")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _check_jetstream(options: BrokerOptions, monitor: str | None, accept_loss: bool) -> None:
    """Refuses a JetStream that loses what it has acknowledged, unless that is accepted."""
    from api.stream.brokers.choice import is_jetstream
    from api.stream.brokers.durability import LOSS, is_durable

    if accept_loss or not is_jetstream(options):
        return
    if monitor is None:
        complain(_UNCHECKED)
        return
    try:
        durable = is_durable(monitor)
    except OSError as error:
        fail(f"--nats-monitor : pas de réponse utile ({harmless(str(error))})")
    if not durable:
        fail(f"{LOSS.fr} ; ou l'accepter : `--accept-loss`")


def _judge(
    choice: NoiseChoice, audit_key: Path | None, rulesets: Path | None, *, qualify: bool
) -> tuple[ReaderJudge, StreamCount]:
    """The filter as `qualif noise` opens it, with the law where it is asked for, and the count of
    its verdicts. Ends the command when they cannot be opened.
    """
    from api.cli.noise_count import StreamCount
    from api.stream.reader_judge import ReaderJudge
    from api.texts.noise_filter import UNUSABLE, open_filter
    from classifiers.noise.certificate import DEMONSTRATION
    from classifiers.noise.standing import sentence

    key = None if audit_key is None else read_secret(audit_key)
    try:
        reader = report_reader(rulesets)
        cues = None if reader is None else reader.both.lexicons
        noise = open_filter(choice, reader=reader, cues=cues, audit_key=key, today=date.today(), rulesets=rulesets)
    except UNUSABLE as error:
        fail(unusable(error))
    complain(sentence(noise.promises, choice.channel or DEMONSTRATION))
    qualifier = _qualifier(rulesets, reader, noise) if qualify else None
    count = StreamCount(noise)
    judge = ReaderJudge(noise, choice.channel or DEMONSTRATION, date.today, qualifier, count.add)
    judge.warm()
    keep_open()
    return judge, count


def _qualifier(rulesets: Path | None, reader: WholeReader | None, noise: NoiseFilter) -> ReportQualifier:
    from api.cli.danger_words import open_rules
    from api.stream.reader_judge import ReportQualifier
    from api.texts.intake import Intake
    from api.texts.lexicons import open_reader

    engine = open_engine(rulesets)
    both = open_reader(rulesets or default_rulesets()) if reader is None else reader.both
    intake = Intake(both, engine.ruleset.facts, noise)
    return ReportQualifier(engine, intake, open_rules(rulesets), date.today)


def _store(url: str, most: int) -> SqlDecisionStore:
    """The store of decisions. Ends the command when it cannot be opened."""
    from sqlalchemy.exc import SQLAlchemyError

    from api.stream.sql_store import SqlDecisionStore

    try:
        return SqlDecisionStore(url, most)
    except (SQLAlchemyError, OSError) as error:
        fail(f"--store : la base des décisions ne s'ouvre pas ({type(error).__name__})")


def _run(
    options: BrokerOptions, judge: ReaderJudge, store: SqlDecisionStore, metrics_address: tuple[str, int] | None
) -> None:
    from contextlib import ExitStack

    from api.kit.telemetry import start_logging
    from api.stream.brokers.choice import open_broker
    from api.stream.decisions import Decider
    from api.stream.running import StreamFailure, run_stream
    from api.stream.telemetry import StreamMetrics, serving

    start_logging()
    metrics = StreamMetrics()
    with ExitStack() as stack:
        stack.callback(store.close)
        if metrics_address is not None:
            try:
                port = stack.enter_context(serving(metrics, *metrics_address))
            except OSError as error:
                fail(f"--metrics-port : {type(error).__name__}")
            complain(f"http://{metrics_address[0]}:{port}/metrics")
        try:
            asyncio.run(run_stream(lambda: open_broker(options), Decider(judge, store), metrics))
        except StreamFailure as error:
            fail(f"le flux s'arrête ({error}) ; ce qui était en cours sera redonné par le courtier", FAILED)
