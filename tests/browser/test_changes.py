"""Change requests in a browser: a whole change by keyboard alone, a conflict, a text not saved; axe on each page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from api.changes.evidence_jobs import EVIDENCE
from api.db import migrate
from api.jobs.worker import working
from api.kit.permissions import Role
from tests.api.changes.desk import NEW_PENALTY, OFFENCE, OLD_PENALTY
from tests.api.pages.changes.browsing import PRESUMED, PagesDesk
from tests.api.service.world import World
from tests.browser.scans import violations
from tests.browser.serving import open_page, served
from tests.browser.tabbing import press, tab_to


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PagesDesk]:
    """Policy staff on the small law."""
    world = World(f"sqlite:///{tmp_path / 'qualif.sqlite3'}", tmp_path)
    migrate.upgrade(world.database)
    yield PagesDesk(world)
    world.close()


@pytest.fixture
def base(desk: PagesDesk) -> Iterator[str]:
    """The service, served."""
    with served(desk.world.app) as address:
        yield address


@pytest.fixture
def evidence_worker(desk: PagesDesk) -> Iterator[None]:
    """A worker beside the service. Where the desk works out evidence itself, two would take each other's jobs."""
    with working(desk.world.live, [EVIDENCE]):
        yield


@pytest.fixture
def open_as(browser: Browser, desk: PagesDesk, base: str, said: list[str]) -> Iterator[Callable[..., Page]]:
    """Opens the browser of somebody of a role, in a language, closed at the end; the console must have said nothing."""

    def open_one(role: Role, language: str = "fr") -> Page:
        return tabs.enter_context(open_page(browser, base, said, desk.world.signed_in(role), locale=language))

    with ExitStack() as tabs:
        yield open_one
    assert said == []


@pytest.mark.usefixtures("evidence_worker")
def test_a_whole_change_by_keyboard_alone(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    page = open_as(Role.POLICY_EDITOR)
    page.goto("/demandes")
    tab_to(page, "Titre obligatoire", "textbox")
    page.keyboard.type("Doubler la peine de la menace")
    press(page, "Nouvelle demande")
    expect(page.get_by_role("heading", name="Doubler la peine de la menace")).to_be_visible()
    press(page, "Modifier les fichiers", "link")
    tab_to(page, "Trouver un fichier", "searchbox")
    page.keyboard.type("menace/offence")
    press(page, "menace/offence.yaml", "link")
    expect(page.locator(".cm-content")).to_be_visible()  # the editor is in the place of the text
    tab_to(page, "Texte du fichier", "textbox")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(desk.base.text(OFFENCE).replace(OLD_PENALTY, NEW_PENALTY, 1))
    expect(page.locator("#apercu")).to_contain_text("2 ans d’emprisonnement")
    page.keyboard.press("Tab")
    tab_to(page, "Enregistrer dans la demande")
    page.keyboard.press("Enter")
    expect(page.locator(".notice--done")).to_contain_text("Enregistré")
    press(page, "Doubler la peine de la menace", "link")
    expect(page.locator("#dossier")).to_contain_text("Conséquences seulement")  # by itself, once it is worked out
    press(page, "Soumettre")
    expect(page.locator("#etat")).to_contain_text("Il manque 1 approbateur des règles")
    address = page.url
    other = open_as(Role.POLICY_APPROVER)
    other.goto(address)
    press(other, "Vu Menace publique, Petite loi, art. 10 (menace)")
    expect(other.locator("#dossier")).to_contain_text("1 sur 1 vue par vous")
    press(other, "Signer")
    expect(other.locator("#etat")).to_contain_text("signé")
    press(other, "Publier")
    expect(other.locator("#etat")).to_contain_text("En vigueur depuis")


def test_what_a_comment_is_about_comes_with_the_evidence_by_itself(
    open_as: Callable[[Role], Page], desk: PagesDesk
) -> None:
    desk.working = False
    change = desk.opened()
    desk.written(change, OLD_PENALTY, NEW_PENALTY)
    page = open_as(Role.POLICY_EDITOR)
    page.goto(f"/demandes/{change}")
    about = page.get_by_label("Au sujet de")
    about.select_option(f"fichier:{OFFENCE}")
    page.get_by_label("Commentaire").fill("Pourquoi deux ans ?")
    expect(page.locator("#dossier progress")).to_be_visible()
    assert page.locator("#sur option[value='offence:menace']").count() == 0
    with working(desk.world.live, [EVIDENCE]):
        expect(page.locator("#dossier")).to_contain_text("Conséquences seulement")
    expect(page.locator("#sur option[value='offence:menace']")).to_have_count(1)
    expect(about).to_have_value(f"fichier:{OFFENCE}")  # what was chosen meanwhile stays chosen
    expect(page.get_by_label("Commentaire")).to_have_value("Pourquoi deux ans ?")
    about.select_option("offence:menace")
    page.get_by_role("button", name="Commenter").click()
    expect(page.locator("#discussion").locator("..")).to_contain_text("Pourquoi deux ans ?")


def test_a_gesture_by_keyboard_alone_from_an_offence(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    page = open_as(Role.POLICY_EDITOR)
    page.goto("/loi/menace")
    press(page, "Proposer une modification", "link")
    press(page, "Nouvelle demande")
    press(page, "Changer une peine", "link")
    tab_to(page, "Version obligatoire", "combobox")
    page.keyboard.type("v2020")
    press(page, "Continuer")
    tab_to(page, "Amende, en euros", "textbox")
    page.keyboard.press("Control+A")
    page.keyboard.type("9000")
    press(page, "Voir les lignes")
    expect(page.locator("#lignes")).to_be_focused()
    press(page, "Enregistrer dans la demande")
    expect(page.locator(".notice--done")).to_contain_text("Enregistré")
    expect(page.locator("#fichiers").locator("..")).to_contain_text("fine_euros: 9000")


def test_two_editors_see_both_texts_and_leaving_asks_first(
    open_as: Callable[[Role], Page], desk: PagesDesk, said: list[str]
) -> None:
    change = desk.opened()
    first, second = (open_as(Role.POLICY_EDITOR) for _ in range(2))
    for page, words in ((first, "# le leur\n"), (second, "# le mien\n")):
        page.goto(f"/demandes/{change}/fichier?path={OFFENCE}")
        expect(page.locator(".cm-content")).to_be_visible()
        page.get_by_role("textbox", name="Texte du fichier").focus()
        page.keyboard.press("Control+End")
        page.keyboard.insert_text(words)
    first.get_by_role("button", name="Enregistrer dans la demande").click()
    expect(first.locator(".notice--done")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    second.on("dialog", stay)
    second.evaluate("location.href = '/demandes'")
    second.wait_for_function("document.visibilityState === 'visible'")
    assert asked == ["beforeunload"]
    second.get_by_role("button", name="Enregistrer dans la demande").click()
    expect(second.get_by_role("heading", name="Deux textes pour un fichier")).to_be_visible()
    assert "# le mien" in second.locator("#texte").input_value()
    expect(second.get_by_role("region", name="Le texte enregistré entre-temps").last).to_contain_text("# le leur")
    assert violations(second) == []
    said[:] = [line for line in said if "409" not in line]


def _in_scheme(page: Page, scheme: str) -> Page:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    return page


@pytest.mark.parametrize(("scheme", "language"), [("light", "fr"), ("dark", "fr"), ("dark", "en")])
def test_no_violation(
    open_as: Callable[..., Page], desk: PagesDesk, said: list[str], scheme: str, language: str
) -> None:
    moved = desk.ready("En retard")
    published = desk.waiting(title="Publiée", new="penalty: {prison_months: 18")
    desk.act(published, "signature", desk.approver)
    desk.act(published, "publication", desk.approver)
    waiting = desk.waiting(title="Soumise", old=PRESUMED, new="")
    desk.send(f"/demandes/{waiting}/commentaires", body="Pourquoi ?")
    page = _in_scheme(open_as(Role.POLICY_APPROVER, language), scheme)
    addresses = (
        "/demandes",
        f"/demandes/{moved}",
        f"/demandes/{waiting}",
        f"/demandes/{published}",
        f"/demandes/{waiting}/fichier",
        f"/demandes/{waiting}/fichier?path={OFFENCE}",
        f"/demandes/{waiting}/gestes",
        f"/demandes/{waiting}/gestes/peine",
        f"/demandes/{waiting}/gestes/defense?choix=menace",
        f"/demandes/{waiting}/gestes/infraction",
        f"/demandes/{waiting}/gestes/notion?choix=publicite",
        f"/demandes/{waiting}/gestes/libelle?choix=offence:menace&choix=short",
        "/loi/menace/proposition",
        "/publications",
    )
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        assert violations(page, scheme) == [], address
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address
    page = _in_scheme(open_as(Role.POLICY_APPROVER), scheme)
    page.goto(f"/demandes/{moved}/gestes/peine?choix=menace&choix=v2020")
    page.get_by_label("Amende, en euros").fill("9000")
    page.get_by_role("button", name="Voir les lignes").click()
    expect(page.get_by_role("heading", name="Lignes changées")).to_be_visible()
    assert violations(page, scheme) == []
    page.goto(f"/demandes/{moved}")
    page.get_by_role("button", name="Reprendre sur la dernière édition").click()
    expect(page.get_by_role("heading", name="Réunir avec la dernière édition")).to_be_visible()
    page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
    assert violations(page, scheme) == []
    assert ["409" in line for line in said] == [True]  # what both changed comes as a conflict to merge
    said.clear()


def test_no_violation_in_the_panel_with_its_folds_open(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    change = desk.opened()
    desk.written(change, "status: not_in_force", "status: excluded", OFFENCE.replace("offence.yaml", "cases.yaml"))
    page = open_as(Role.POLICY_EDITOR)
    file_of(page, change)
    page.locator("#texte").evaluate(
        "(area, text) => { area.editorView.dispatch({changes: {from: 0, to: area.value.length, insert: text}}); }",
        desk.base.text(OFFENCE).replace(OLD_PENALTY, NEW_PENALTY, 1),
    )
    panel = page.locator("#apercu")
    expect(panel).to_contain_text("état\u202f: attendu écarté, obtenu pas en vigueur")
    for fold, words in (("Cas de l’infraction", "avant la loi"), ("Ce que disent les clauses écrites", "Version v20")):
        expect(panel.get_by_text(words).last).not_to_be_visible()
        panel.get_by_text(fold).click()
        expect(panel.get_by_text(words).last).to_be_visible()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(f"/demandes/{change}")
    assert violations(page) == []


LONG_LINE = "# " + "très longue " * 60


def file_of(page: Page, change: str, line: int | None = None) -> None:
    """The page of the file of the offence, once its editor is there."""
    page.goto(f"/demandes/{change}/fichier?path={OFFENCE}" + (f"&ligne={line}" if line is not None else ""))
    expect(page.locator(".cm-content")).to_be_visible()


def test_ctrl_enter_saves_what_the_editor_holds(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    page = open_as(Role.POLICY_EDITOR)
    file_of(page, desk.opened())
    page.get_by_role("textbox", name="Texte du fichier").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("# relu\n")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".notice--done")).to_contain_text("Enregistré")
    assert page.locator("#texte").input_value() == desk.base.text(OFFENCE) + "# relu\n"


def test_a_link_to_a_line_leads_to_its_first_word(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    change = desk.opened()
    before, after = OLD_PENALTY, f"{NEW_PENALTY}, fine_euros: 1}}  {LONG_LINE}\n      # "
    desk.written(change, before, after)
    text = desk.file(change)["text"].split("\n")
    number = next(n for n, line in enumerate(text, 1) if LONG_LINE in line)
    page = open_as(Role.POLICY_EDITOR)
    page.goto(f"/demandes/{change}#fichiers")
    page.get_by_role("link", name="Ouvrir ce fichier").click()
    assert f"ligne={number}" in page.url
    expect(page.locator(".cm-content")).to_be_focused()
    line = text[number - 1]
    head = page.evaluate("document.querySelector('#texte').editorView.state.selection.main.head")
    assert len("\n".join(text[: number - 1])) + 1 + len(line) - len(line.lstrip()) == head
    assert page.evaluate("document.querySelector('.cm-scroller').scrollLeft") == 0


@pytest.mark.parametrize("failing", ["late", "refused"])
def test_a_preview_that_does_not_come_says_so_in_its_place(
    open_as: Callable[[Role], Page], desk: PagesDesk, said: list[str], failing: str
) -> None:
    page = open_as(Role.POLICY_EDITOR)
    file_of(page, desk.opened())
    panel = page.locator("#apercu")
    page.get_by_role("textbox", name="Texte du fichier").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("# relu\n")
    expect(panel).to_contain_text("rien ne s’y oppose")
    asked: list[Route] = []

    def fail(route: Route) -> None:
        asked.append(route)
        if failing == "refused":
            route.fulfill(
                status=503, body="<!doctype html><title>Panne</title><h1>Panne</h1>", content_type="text/html"
            )

    page.route("**/fichier/apercu", fail)
    panel.evaluate("panel => panel.setAttribute('data-hx-config', '{\"timeout\": 2000}')")
    page.keyboard.insert_text("# encore\n")
    if failing == "late":
        expect(panel).to_contain_text("ce qui suit répond à ce qui était écrit avant")
    expect(panel.get_by_role("alert")).to_contain_text("La réponse n’est pas arrivée")
    expect(panel).not_to_contain_text("rien ne s’y oppose")
    assert violations(page) == []
    page.unroute("**/fichier/apercu")
    panel.get_by_role("button", name="Réessayer").click()
    expect(panel).to_contain_text("rien ne s’y oppose")
    expect(panel).not_to_contain_text("La réponse n’est pas arrivée")
    assert asked
    said[:] = [line for line in said if "503" not in line and "timeout" not in line]


CUT_WORDS = """() => {
  const cut = [];
  const walker = document.createTreeWalker(document.querySelector("#dossier"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.closest("table") || node.parentElement.closest(".visually-hidden")) continue;
    for (const word of node.data.matchAll(/[\\p{L}'’]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) cut.push(word[0]);
    }
  }
  return cut;
}"""


def test_no_word_of_a_proof_is_cut(open_as: Callable[[Role], Page], desk: PagesDesk) -> None:
    page = open_as(Role.POLICY_APPROVER)
    page.goto(f"/demandes/{desk.waiting(old=PRESUMED, new='')}")
    for width in (1280, 961):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
        expect(page.locator("#dossier table").first).to_be_visible()
        assert page.evaluate(CUT_WORDS) == []
