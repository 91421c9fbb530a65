"""The worker beside the service: in order, bounded, resumed, and never waited for."""

from __future__ import annotations

import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import update

from api.db.model_readings import ModelReadingRow
from api.db.reports import ReportRow
from api.kit.permissions import Role
from api.reports.model_readings import applying, repository, worker
from api.retention import service as retention
from tests.api.service.model_server import ChatAnswer, ScriptedModelServer, name_of, reads, report_of
from tests.api.service.reading_beside import in_force, read_beside, readings, report, sent, small_world, until, waiting
from tests.api.service.world import World

THREAT = "Je vais te frapper demain, tout le lycée pourra le voir sur la page."
READS = reads(acces=("ouvert", "sur la page"))
Open = Callable[..., World]


@pytest.fixture
def opened(database_url: str, tmp_path: Path) -> Iterator[Open]:
    """Opens a service under the small law, on a model server."""
    with ExitStack() as stack:
        yield lambda server, **settings: stack.enter_context(small_world(database_url, tmp_path, server, **settings))


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing rests for long."""
    for name in ("REST", "FIRST_PAUSE", "LONGEST_PAUSE"):
        monkeypatch.setattr(worker, name, 0.01)


def away() -> ScriptedModelServer:
    """A server that is no longer there."""
    with ScriptedModelServer(READS) as server:
        pass
    return server


def self_signed(path: Path, days: int) -> Path:
    """A certificate of loopback with its key, valid for so many days from now; expired if there are fewer than none."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "modele")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private = key.private_bytes(encoding, form, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(encoding))
    return path


def numbered(number: int) -> dict[str, str]:
    """A report at an address of its own: that of no other."""
    return {"text": THREAT, "url": f"https://forum.exemple/fil/{number}"}


def fault_of(world: World) -> str | None:
    connection = world.services.model
    assert connection is not None
    return connection.standing.fault


def health_of(world: World) -> str:
    return world.signed_in(Role.ADMINISTRATOR).get("/administration/sante").text


def test_a_report_comes_in_as_before_while_the_server_is_away_and_is_read_once_it_is_back(opened: Open) -> None:
    server = away()
    world = opened(server)
    with worker.reading_beside(world.live):
        until(lambda: fault_of(world) == "unreachable")
        told = sent(world, text=THREAT)
        assert (told["state"], {*in_force(world, told["id"])}) == ("open", {"menace"})
        assert world.anonymous().get("/ready").status_code == 200
        page = health_of(world)
        assert "ne répond pas" in page
        assert "QUALIF_READER_URL" in page
        assert [(one.state, one.attempts) for one in readings(world)] == [("waiting", 0)]
        with ScriptedModelServer(READS, port=server.port):
            until(lambda: not waiting(world))
            assert "dernière lecture" in health_of(world)
    assert "acces" in in_force(world, told["id"])


def test_nothing_is_asked_of_a_report_without_words_nor_without_a_server(opened: Open) -> None:
    with_server = opened(away())
    sent(with_server, url="https://forum.exemple/fil/1")
    without = opened(away(), reader_url=None, reader_model=None)
    sent(without, text=THREAT)
    assert readings(without) == []
    before = threading.active_count()
    with worker.reading_beside(without.live):
        assert threading.active_count() == before


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"reader_url": "http://93.184.216.34:8080"}, "public-address"),
        ({"reader_url": "http://modele.exemple", "reader_host": "modele.exemple"}, "not-tls"),
        ({"reader_url": "127.0.0.1:8080"}, "address"),
        ({"reader_authorities": Path(__file__)}, "authorities"),
        ({"reader_key": "clé"}, "key"),
    ],
)
def test_settings_that_cannot_be_used_are_said_at_start_and_the_service_starts(
    settings: dict[str, Any], fault: str, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    world = opened(away(), **settings)
    with worker.reading_beside(world.live):
        assert sent(world, text=THREAT)["state"] == "open"
    assert (fault_of(world), readings(world)) == (fault, [])
    assert f"({fault})" in caplog.text
    assert "QUALIF_READER" in health_of(world)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (ChatAnswer('{"lecture": "autre chose"}'), "schema"),
        (ChatAnswer(status=400, raw=b'{"error": "response_format is not supported"}'), "schema"),
        (ChatAnswer(status=401), "key"),
        (ChatAnswer(status=307, headers={"Location": "http://127.0.0.1:1/"}), "redirect"),
        (ChatAnswer(status=503), "busy"),
    ],
)
def test_a_server_that_cannot_be_used_is_said_before_it_is_shown_any_report(
    answer: ChatAnswer, fault: str, opened: Open
) -> None:
    with ScriptedModelServer(lambda _: answer, whole=True) as server:
        world = opened(server)
        sent(world, text=THREAT)
        with worker.reading_beside(world.live):
            until(lambda: fault_of(world) == fault)
        assert {name_of(body) for body in server.bodies} == {"essai"}
    assert [(one.state, one.attempts) for one in readings(world)] == [("waiting", 0)]


def test_a_model_that_does_not_exist_is_said(opened: Open) -> None:
    with ScriptedModelServer(READS, models=("autre-7b",)) as server:
        world = opened(server)
        with worker.reading_beside(world.live):
            until(lambda: fault_of(world) == "model")
        assert "QUALIF_READER_MODEL" in health_of(world)


@pytest.mark.parametrize(
    ("days", "known", "fault"), [(30, True, None), (-1, True, "certificate"), (30, False, "certificate")]
)
def test_a_certificate_is_verified_against_the_authorities_of_the_operator(
    days: int, known: bool, fault: str | None, opened: Open, tmp_path: Path
) -> None:
    pem = self_signed(tmp_path / "server.pem", days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    with ScriptedModelServer(READS).with_tls(context) as server:
        world = opened(server, **({"reader_authorities": pem} if known else {}))
        sent(world, text=THREAT)
        with worker.reading_beside(world.live):
            until(lambda: fault_of(world) == fault and (fault is not None or not waiting(world)))
        assert (server.bodies == []) is (fault is not None)


@pytest.mark.parametrize(
    ("answer", "state", "fault", "attempts"),
    [
        (ChatAnswer("{}", drip=0.1), "failed", "slow", 3),
        (ChatAnswer(wait=5.0), "failed", "slow", 3),
        (ChatAnswer("{}", cut=True), "failed", "unreachable", 3),
        (ChatAnswer(status=500), "failed", "busy", 3),
        (ChatAnswer(status=404), "refused", "model", 3),
        (ChatAnswer(status=413), "refused", "too-large", 1),
        (ChatAnswer("x" * (1 << 21)), "refused", "too-large", 1),
        (ChatAnswer("{"), "refused", "reply", 1),
        (ChatAnswer('{"nature": 3}'), "refused", "reply", 1),
        (ChatAnswer(raw=b"[]"), "refused", "reply", 1),
        (ChatAnswer(status=422), "refused", "refused", 1),
    ],
)
def test_a_fault_is_tried_again_where_it_may_pass_and_ends_said(
    answer: ChatAnswer, state: str, fault: str, attempts: int, opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    with ScriptedModelServer(lambda _: answer) as server:
        world = opened(server, reader_seconds=0.3)
        name = sent(world, text=THREAT)["id"]
        with worker.reading_beside(world.live):
            for done in range(1, attempts + 1):
                until(lambda done=done: readings(world)[0].attempts == done)  # type: ignore[misc]
                world.clock.moment += timedelta(minutes=10)
    (reading,) = readings(world)
    assert (reading.state, reading.fault, reading.attempts) == (state, fault, attempts)
    assert {*in_force(world, name)} == {"menace"}
    assert "Sans lecture du modèle" in health_of(world)
    assert "frapper" not in caplog.text
    metrics = world.services.metrics.text().decode()
    assert f'qualif_model_readings_total{{outcome="{state}"}} 1.0' in metrics


def test_sixteen_are_read_at_once_in_order_and_none_takes_a_thread(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server, reader_at_once=16)
        machine = world.machine()
        batch = [numbered(n) for n in range(40)]
        assert machine.post("/v1/reports", json={"reports": batch}).status_code == 202
        server.open.clear()
        before = {thread.ident for thread in threading.enumerate()}
        with worker.reading_beside(world.live):
            until(lambda: len(server.bodies) == 16)
            more = [thread.name for thread in threading.enumerate() if thread.ident not in before]
            assert len(more) <= 1 + worker.THREADS, more
            assert {report_of(body)["adresse"] for body in server.bodies} == {one["url"] for one in batch[:16]}
            server.open.set()
            until(lambda: not waiting(world))
        assert server.most == 16
    assert {one.state for one in readings(world)} == {"read"}


def test_what_was_being_read_when_the_service_stopped_is_read_at_the_next_start(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        names = [sent(world, **numbered(n))["id"] for n in range(3)]
        server.open.clear()
        with worker.reading_beside(world.live):
            until(lambda: len(server.bodies) == 3)
        assert [(one.state, one.attempts, one.leased_until) for one in readings(world)] == [("waiting", 0, None)] * 3
        server.open.set()
        read_beside(world)
    assert all("acces" in in_force(world, name) for name in names)


def test_a_report_is_read_by_one_service_at_a_time_and_by_another_once_its_lease_is_over(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        names = [sent(world, **numbered(n))["id"] for n in range(3)]
        services, lease = world.services, timedelta(minutes=2)
        with world.database.write() as one:
            first = [task.report for task in repository.take(one, services, 2, lease)]
            if world.database.dialect == "postgresql":  # SQLite has one writer at a time
                with world.database.write() as other:
                    assert [task.report for task in repository.take(other, services, 3, lease)] == names[2:]
        assert first == names[:2]
        world.clock.moment += timedelta(minutes=3)
        with world.database.write() as later:
            assert [task.report for task in repository.take(later, services, 5, lease)] == names


def test_beyond_the_longest_queue_a_report_does_without_and_it_is_said(opened: Open) -> None:
    world = opened(away(), reader_queue=1)
    for n in range(3):
        assert sent(world, **numbered(n))["state"] == "open"
    assert [(one.state, one.fault) for one in readings(world)] == [
        ("waiting", None),
        ("skipped", "full"),
        ("skipped", "full"),
    ]
    assert "QUALIF_READER_QUEUE" in health_of(world)


def test_what_no_longer_waits_is_not_shown_to_the_server(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        erased, closed, last = (sent(world, **numbered(n))["id"] for n in range(3))
        with world.database.write() as session:
            session.execute(update(ReportRow).where(ReportRow.id == erased).values(text=None))
            session.execute(update(ReportRow).where(ReportRow.id == closed).values(state="noise"))
        read_beside(world)
        assert {report_of(body)["adresse"] for body in server.bodies} == {numbered(2)["url"]}
    assert [(one.state, one.fault) for one in readings(world)] == [
        ("skipped", "erased"),
        ("skipped", "closed"),
        ("read", None),
    ]
    assert "acces" in in_force(world, last)


def test_a_reading_that_cannot_be_applied_is_said_and_stops_no_other(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        bad, good = (sent(world, **numbered(n))["id"] for n in range(2))
        real = applying.apply

        def fails(services: Any, name: str, reading: Any) -> None:
            if name == bad:
                raise RuntimeError(THREAT)
            real(services, name, reading)

        monkeypatch.setattr(applying, "apply", fails)
        with worker.reading_beside(world.live):
            for done in range(1, 4):
                until(lambda done=done: readings(world)[0].attempts == done)  # type: ignore[misc]
                world.clock.moment += timedelta(minutes=10)
    assert [(one.state, one.fault) for one in readings(world)] == [("failed", "storing"), ("read", None)]
    assert "acces" in in_force(world, good)
    assert "frapper" not in caplog.text
    assert report(world, bad).state == "open"


def test_a_key_goes_in_its_header_alone(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedModelServer(READS) as server:
        world = opened(server, reader_key="secret-du-modele")
        sent(world, text=THREAT)
        read_beside(world)
        assert {*server.keys} == {"Bearer secret-du-modele"}
        assert not any("secret-du-modele" in str(body) for body in server.bodies)
    assert "secret-du-modele" not in caplog.text


def test_readings_are_erased_with_the_answers(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        sent(world, text=THREAT)
        read_beside(world)
    world.clock.moment += timedelta(days=1_096)
    proof = retention.purge(world.services)
    assert (proof["erased"]["model_reading"]["found"], readings(world)) == (1, [])


def test_the_measures_say_what_readings_cost(opened: Open) -> None:
    with ScriptedModelServer(READS) as server:
        world = opened(server)
        sent(world, text=THREAT)
        read_beside(world)
    page = health_of(world)
    assert "Coût d" in page
    assert "220 jetons, en médiane" in page
    assert 'qualif_model_readings_total{outcome="read"} 1.0' in world.services.metrics.text().decode()
    with world.database.read() as session:
        assert session.query(ModelReadingRow).count() == 1
