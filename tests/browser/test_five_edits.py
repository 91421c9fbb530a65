"""The five changes of the law that policy staff make, each walked whole by its forms and by keyboard: begun, its effect seen on a
witness, refused, signed by the others whom the data ask, published; one undone; and git holds the same history."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from api.changes.evidence_jobs import EVIDENCE
from api.changes.git_history import history_stream, write_history
from api.db import migrate
from api.jobs.worker import working
from api.kit.permissions import Role
from api.law.archive import keep_law
from api.rules.git_repository import GitRepository
from api.rules.tree import tree_of_folder
from api.shadow import worker
from api.shadow.worker import REST, ShadowWorker
from api.texts.readers import NO_TEXTS
from tests.api.changes.desk import shipped_policy, small_tree
from tests.api.pages.changes.browsing import PagesDesk
from tests.api.pages.changes.test_gestures_on_lists import PRIORITIES
from tests.api.service.inline_worker import InlineWorker
from tests.api.service.world import World
from tests.api.shadow.shadow_office import SLAP
from tests.browser.serving import open_page, served
from tests.browser.tabbing import fill_in, press, tab_until_on

CASES = b"""base:
  date_of_facts: 2024-05-01
  facts: {menace: true, acces: ouvert, intention: true, langue: fr}
cases:
  - name: menace ouverte
    expect: {status: established}
"""
RULES = {
    "offences/exemple/menace/cases.yaml": CASES,
    "parameters/signatures.yaml": shipped_policy().encode(),
    "parameters/priorites.yaml": re.sub("suicide|haine", "exemple", PRIORITIES).encode(),
}
APPROVER, BOTH = "1 approbateur des règles", "1 approbateur des règles et 1 superviseur"
BRANCH = "refs/heads/regles"


@dataclass(frozen=True)
class Staff:
    """Policy staff at their browsers, on one service: `author` writes and could sign what others wrote."""

    desk: PagesDesk
    author: Page
    approver: Page
    reviewer: Page

    def begin(self, title: str) -> None:
        """The author opens a request."""
        self.desk.world.clock.moment += timedelta(minutes=1)
        page = self.author
        page.goto("/demandes")
        fill_in(page, "title", title)
        press(page, "Nouvelle demande")

    def submit(self, missing: str) -> None:
        """The author submits the request, and cannot sign nor publish it."""
        page = self.author
        press(page, "Soumettre")
        expect(page.locator("#etat")).to_contain_text(f"Il manque {missing}")
        expect(page.locator("#etat")).to_contain_text("à une autre personne de la signer")
        for act in ("Signer", "Publier"):
            expect(page.get_by_role("button", name=act, exact=True)).to_have_count(0)

    def sign(self, *pages: Page) -> None:
        """Others sign the request that the author submitted."""
        for page in pages:
            page.goto(request_of(self.author))
            press(page, "Signer")
            expect(page.locator(".notice--done")).to_contain_text("Signé.")

    def publish(self) -> None:
        """The approver publishes it."""
        self.approver.goto(request_of(self.author))
        press(self.approver, "Publier")
        expect(self.approver.locator("#etat")).to_contain_text("En vigueur depuis")


def request_of(page: Page) -> str:
    """The address of the request on the page."""
    found = re.search(r"/demandes/chg_\w+", page.url)
    assert found is not None, page.url
    return found[0]


def make(page: Page, gesture: str, choices: tuple[str, ...], fields: dict[str, str], box: str = "") -> None:
    """Makes a gesture of a request by its form, ticking or unticking a box before its source, and saves its lines."""
    press(page, "Modifier par formulaire", "link")
    press(page, gesture, "link")
    for choice in choices:
        fill_in(page, "choix", choice)
        press(page, "Continuer")
    for name, said in fields.items():
        if box and name == "reference":
            tab_until_on(page, page.get_by_role("checkbox", name=box))
            page.keyboard.press("Space")
        fill_in(page, name, said)
    press(page, "Voir les lignes")
    expect(page.locator("#lignes")).to_be_focused()
    press(page, "Enregistrer dans la demande")
    expect(page.locator(".notice--done")).to_contain_text("Enregistré")


def effect(page: Page, *words: str) -> None:
    """The evidence of the request on the page, once it is there by itself, says all this of what changes."""
    expect(page.locator("#dossier[data-announce]")).to_be_attached()
    for one in words:
        expect(page.locator("#dossier")).to_contain_text(one)


@pytest.fixture(scope="module")
def staff(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """Three persons, each in a browser; their consoles must have said nothing but of what was refused."""
    folder, said = tmp_path_factory.mktemp("staff"), list[str]()
    for path, data in small_tree().with_files(RULES).files.items():
        (folder / "loi" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "loi" / path).write_bytes(data)
    world = World(f"sqlite:///{folder / 'qualif.sqlite3'}", folder, texts=NO_TEXTS, rulesets=folder / "loi")
    migrate.upgrade(world.database)
    keep_law(world.services)
    desk = PagesDesk(world)
    desk.install(RULES)
    people = ((Role.POLICY_EDITOR, Role.POLICY_APPROVER), (Role.POLICY_APPROVER,), (Role.REVIEWER,))
    with ExitStack() as open_:
        open_.callback(world.close)
        base = open_.enter_context(served(world.app))
        open_.enter_context(working(world.live, [EVIDENCE]))
        pages = [open_.enter_context(open_page(browser, base, said, world.signed_in(*roles))) for roles in people]
        yield Staff(desk, *pages)
    assert [one for one in said if "409" not in one and "403" not in one] == []


SOURCE = {"reference": "Loi d'essai", "read_on": "12012026", "confidence": "AV"}
"""A source; Chromium without a window asks for the month of a day first."""


def test_a_ground_is_added_and_its_author_cannot_sign_alone(staff: Staff) -> None:
    page = staff.author
    staff.begin("L'accès payant est public")
    ground = {"fr": "accès payant", "en": "paid access", "like": "groupe ferm", "start": "01012027", **SOURCE}
    make(page, "Ajouter un critère", ("Acc",), ground, "Publicité")
    effect(page, "à partir du 1ᵉʳ janvier 2027", "Accès au contenu : accès payant", "→ établie")
    staff.submit(BOTH)
    address = request_of(page)
    submission = staff.desk.read(address.rpartition("/")[2])["submission"]
    for act in ("signature", "publication"):
        assert page.request.post(f"{address}/{act}", form={"submission": submission}).status in (403, 409)
    staff.sign(staff.approver)
    expect(staff.approver.locator("#etat")).to_contain_text("Il manque 1 superviseur")
    expect(staff.approver.get_by_role("button", name="Publier", exact=True)).to_have_count(0)
    staff.sign(staff.reviewer)
    staff.publish()


def test_a_regime_of_2027_is_signed_on_the_bytes_that_were_read(staff: Staff) -> None:
    page = staff.author
    staff.begin("Le groupe fermé n'est plus public")
    make(page, "Changer une notion à partir d’un jour", ("Publ",), {"start": "07012027", **SOURCE}, "groupe fermé")
    law = {"start": "07012027", "law": "loi 2027-1", "fr": "Public : ouvert à tous.", "en": "Public: open to all."}
    make(page, "Une nouvelle version (loi nouvelle)", ("Petite loi, art. 10",), law | SOURCE)
    effect(page, "à partir du 1ᵉʳ juillet 2027", "Accès au contenu : groupe fermé", "établie → écartée")
    staff.submit(BOTH)
    other = staff.approver
    other.goto(request_of(page))
    make(page, "Changer une peine", ("Petite loi, art. 10", "v2027"), {"fine": "9000"})
    effect(page, "9 000 € d’amende")
    staff.submit(BOTH)
    press(other, "Signer")
    expect(other.locator("#action")).to_contain_text("Signature d’autre chose")
    expect(other.locator("#etat")).to_contain_text(f"Il manque {BOTH}")
    staff.sign(other, staff.reviewer)
    staff.publish()


def test_a_defence_of_2028_is_the_value_of_a_fact(staff: Staff) -> None:
    page = staff.author
    staff.begin("Le montage excuse la menace")
    make(
        page,
        "Ajouter une défense",
        ("Petite loi, art. 10",),
        {
            "fr": "Montage", "en": "Edited material", "article": "petite loi, art. 13", "condition": "Forme : montage",
            "said_fr": "Le propos est un montage.", "said_en": "The message is edited material.", "confidence": "AV",
            "start": "01012028", "law": "loi 2028-1", "reference": "Loi d'essai", "read_on": "12012026",
        },
    )  # fmt: skip
    effect(page, "à partir du 1ᵉʳ janvier 2028", "établie → écartée (défense « Montage »)", "Forme : notamment montage")
    staff.submit(BOTH)
    staff.sign(staff.approver, staff.reviewer)
    staff.publish()


def test_an_offence_is_added_once_its_cases_are_green(staff: Staff) -> None:
    page = staff.author
    staff.begin("Le défi devient une infraction")
    make(
        page,
        "Ajouter une infraction",
        (),
        {
            "citation": "Petite loi, art. 20", "title_fr": "Défi dangereux", "title_en": "Dangerous dare", "fr": "Défi",
            "en": "Dare", "theme": "e", "like": "Petite loi, art. 10", "nature": "d", "conduct": "dure",
            "element_1_fr": "Un défi", "element_1_en": "A dare", "condition_1": "Moquerie", "start": "01012027",
            "law": "loi 2027-2", "prison": "6", "limitation": "D", "last_day": "01012033", **SOURCE, "name": "defi",
        },
    )  # fmt: skip
    effect(page, "Défi, Petite loi, art. 20 (defi)", "sans texte en vigueur → établie", "Moquerie : oui")
    make(page, "Changer une date", ("Petite loi, art. 20", "v2027"), {"which": "Premier", "day": "02012027"})
    effect(page, "attendu")
    expect(page.locator("#etat")).to_contain_text("corriger ce que signalent les contrôles et les cas")
    expect(page.get_by_role("button", name="Soumettre", exact=True)).to_have_count(0)
    make(page, "Changer une date", ("Petite loi, art. 20", "v2027"), {"which": "Premier", "day": "01012027"})
    effect(page, "sans échec")
    staff.submit(BOTH)
    staff.sign(staff.approver, staff.reviewer)
    staff.publish()


def test_a_word_and_a_priority_answer_beside_before_they_are_published(
    staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, world = staff.author, staff.desk.world
    staff.begin("Gifler se lit, le reste passe d'abord")
    make(page, "Ajouter un mot à un lexique", ("un lexique",), {"word": "gifler", "like_word": "Tapers"})
    make(page, "Changer une priorité de la file", ("3. reste",), {"count": "1"})
    effect(page, "ajouté « gifler »", "« reste (reste) » passe avant « vie (vie) »")
    press(page, "Commencer la marche en parallèle")
    expect(page.locator("#parallele").locator("..")).to_contain_text("0 signalement")
    for text in (SLAP, "Je vais te voir demain."):
        assert world.machine().post("/v1/reports", json={"text": text, "facts": {"acces": "ouvert"}}).status_code == 202
    monkeypatch.setattr(worker, "BoundedWorker", InlineWorker)
    beside = ShadowWorker(world.live)
    while beside.step() != REST:
        pass
    page.reload()
    run = page.locator("#parallele").locator("..")
    expect(run).to_contain_text("2 signalements répondus des deux façons")
    expect(run).to_contain_text("changés : 1")
    staff.submit(APPROVER)
    staff.sign(staff.approver)
    staff.publish()


def test_one_is_undone_and_git_holds_the_same_history(staff: Staff, tmp_path: Path) -> None:
    desk = staff.desk
    desk.world.clock.moment += timedelta(minutes=1)
    desk.published()
    desk.world.clock.moment += timedelta(minutes=1)
    page = staff.author
    page.goto("/publications")
    last = page.locator(".edition-line").first
    tab_until_on(page, last.locator("summary"))
    page.keyboard.press("Enter")
    fill_in(page, "raison-retour", "La peine d'avant était la bonne.")
    tab_until_on(page, last.get_by_role("button"))
    page.keyboard.press("Enter")
    effect(page, "1 an d’emprisonnement")
    staff.submit(APPROVER)
    staff.sign(staff.approver)
    staff.publish()
    repository = GitRepository(tmp_path / "regles.git")
    repository.folder.mkdir()
    repository.start()
    with desk.world.database.read() as session:
        stream = history_stream(session, BRANCH, desk.world.clock.now())
    assert stream is not None
    write_history(repository, stream, BRANCH)
    copy = tmp_path / "copie"
    subprocess.run(["git", "clone", "-q", "-b", "regles", str(repository.folder), str(copy)], check=True)
    commits = repository.run("rev-list", "--reverse", BRANCH).decode().split()
    digests = []
    for commit in commits:
        subprocess.run(["git", "-C", str(copy), "checkout", "-q", commit], check=True)
        digests.append(tree_of_folder(copy / "rulesets").digest)
    editions = desk.approver.get("/v1/publications").json()["items"]
    assert digests == [one["tree"] for one in reversed(editions)]
    assert digests[-1] == digests[-3] != digests[-2], "it was undone"
