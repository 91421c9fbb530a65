"""XML articles of LEGI, parsed by expat: entities are refused, so that none grows nor opens a
file.
"""

from __future__ import annotations

from xml.parsers import expat

_FIELDS = {
    "ARTICLE/META/META_COMMUN/ID": "id",
    "ARTICLE/META/META_SPEC/META_ARTICLE/NUM": "num",
    "ARTICLE/META/META_SPEC/META_ARTICLE/ETAT": "etat",
    "ARTICLE/META/META_SPEC/META_ARTICLE/DATE_DEBUT": "date_debut",
    "ARTICLE/META/META_SPEC/META_ARTICLE/DATE_FIN": "date_fin",
}
_TEXT = "ARTICLE/CONTEXTE/TEXTE"
_TITLE = f"{_TEXT}/TITRE_TXT"
_CONTENT = "ARTICLE/BLOC_TEXTUEL/CONTENU"
MAX_DEPTH = 200


class NotAnArticle(Exception):
    """The XML is not that of an article, or is refused; `line` is where."""

    def __init__(self, message: str, line: int = 1) -> None:
        self.line = line
        super().__init__(message)


def read_article(data: bytes) -> tuple[dict[str, str | None], list[str], str]:
    """The fields of an article, the titles of its text, and its words with HTML escaped.

    Raises:
        NotAnArticle: not well formed, too deep, with an entity of its own, or another document.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters

    def refuse() -> None:
        raise NotAnArticle("une entité XML y est définie ou nommée : elle est refusée", parser.CurrentLineNumber)

    parser.EntityDeclHandler = lambda *_: refuse()
    parser.SkippedEntityHandler = lambda *_: refuse()  # named by a document type that is not read
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotAnArticle("XML incorrect ou interrompu", error.lineno) from error
    except ValueError as error:  # an encoding that expat does not know
        raise NotAnArticle("encodage inconnu") from error
    if reader.root != "ARTICLE":
        raise NotAnArticle("ce XML n'est pas un article de LEGI (élément ARTICLE)")
    return {name: "".join(parts).strip() for name, parts in reader.fields.items()}, reader.titles, "".join(reader.text)


class _Reader:
    """Handlers of expat: what stands at the few paths of interest."""

    def __init__(self) -> None:
        self.root = ""
        self.fields: dict[str, list[str]] = {}
        self.titles: list[str] = []
        self.text: list[str] = []
        self._paths: list[str] = []
        self._title: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        path = f"{self._paths[-1]}/{tag}" if self._paths else tag
        self._paths.append(path)
        if len(self._paths) > MAX_DEPTH:
            raise NotAnArticle(f"plus de {MAX_DEPTH} niveaux")
        if path == _TEXT and "cid" in attributes:
            self.fields["cid"] = [attributes["cid"]]
        if path == _TITLE:
            self._title = []
            self.titles += [attributes["c_titre_court"]] if attributes.get("c_titre_court") else []

    def end(self, tag: str) -> None:
        if self._paths.pop() == _TITLE and self._title:
            self.titles.append("".join(self._title).strip())

    def characters(self, data: str) -> None:
        path = self._paths[-1]
        if path in _FIELDS:
            self.fields.setdefault(_FIELDS[path], []).append(data)
        elif path == _TITLE:
            self._title.append(data)
        elif path == _CONTENT or path.startswith(f"{_CONTENT}/"):
            self.text.append(data.replace("&", "&amp;").replace("<", "&lt;"))
