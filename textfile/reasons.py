"""Messages of read errors: the system's, in both languages, and libyaml's, in French."""

from __future__ import annotations

import errno
import re
from typing import Any

from textfile.text import Text

_DENIED = Text(fr="lecture refusée", en="reading is denied")
_SYSTEM = {
    errno.ENOENT: Text(fr="introuvable", en="not found"),
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EISDIR: Text(fr="c'est un dossier", en="it is a folder"),
    errno.ENOTDIR: Text(fr="un des dossiers du chemin n'en est pas un", en="one of the folders of the path is none"),
    errno.ENODEV: Text(fr="ce n'est pas un fichier ordinaire", en="it is not an ordinary file"),
    errno.ELOOP: Text(fr="un lien renvoie à lui-même", en="a link leads back to itself"),
    errno.ENAMETOOLONG: Text(fr="nom trop long", en="the name is too long"),
    errno.EMFILE: Text(fr="trop de fichiers ouverts", en="too many open files"),
}
_OTHER = Text(fr="erreur du système", en="system error")

_QUOTES = "mettre le texte entre guillemets"
_INDENT = "indenter avec des espaces, au même niveau que les clés voisines"

_YAML: tuple[tuple[str, str, str], ...] = (
    ("tab character", "tabulation", "indenter avec des espaces"),
    ("mapping values are not allowed", "`:` inattendu", f"{_QUOTES} s'il contient `:`, ou revoir l'indentation"),
    ("unexpected end of stream", "guillemet ouvert et non fermé", "fermer le guillemet"),
    ("unexpected document indicator", "guillemet ouvert et non fermé", "fermer le guillemet"),
    ("expected ',' or '}'", "virgule ou accolade manquante", "séparer par une virgule, ou fermer l'accolade"),
    ("expected ',' or ']'", "virgule ou crochet manquant", "séparer par une virgule, ou fermer le crochet"),
    ("another document", "second document", "un seul document par fichier : ôter `---`"),
    ("undefined alias", "alias sans ancre", f"{_QUOTES} s'il commence par `*` ; les alias sont interdits"),
    ("undefined tag handle", "étiquette inconnue", f"ôter l'étiquette, ou {_QUOTES} s'il commence par `!`"),
    ("expected key", "clé attendue", "revoir l'indentation, et les guillemets de la ligne précédente"),
    ("expected '-' indicator", "tiret attendu", "commencer chaque élément de la liste par un tiret, au même niveau"),
    ("sequence entries are not allowed", "tiret inattendu", "aller à la ligne avant le premier tiret"),
    ("node content", "valeur attendue", "écrire une valeur, ou fermer l'accolade ou le crochet"),
    ("nesting depth", "trop de niveaux", "fermer les accolades et les crochets"),
    ("unknown escape", "échappement inconnu après `\\`", "écrire `\\\\`, ou des guillemets simples"),
    ("escape code", "échappement qui ne désigne aucun caractère", "écrire le caractère lui-même"),
    ("cannot start any token", "caractère qui ne peut pas commencer une valeur", _QUOTES),
    ("alphabetic or numeric", "`&` ou `*` inattendu", _QUOTES),
    ("comment or line break", "texte inattendu après `|` ou `>`", "aller à la ligne"),
    ("directive", "directive `%` incomprise", "l'ôter"),
    ("incompatible YAML document", "version de YAML inconnue", "ôter la ligne `%YAML`"),
)

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def system_reason(error: OSError) -> Text:
    """The reason for which the system refuses a file."""
    return _SYSTEM.get(error.errno or 0, _OTHER)


def yaml_reason(error: Any, text: str) -> tuple[str, str]:
    """The fault of the YAML, and its remedy."""
    problem = getattr(error, "problem", None) or ""
    if "cannot start any token" in problem and _character(error, text) == "\t":
        problem = "tab character"
    for words, reason, hint in _YAML:
        if words in problem:
            return reason, hint
    return "incompréhensible ici", "vérifier l'indentation, les guillemets et les deux-points"


def forbidden_character(text: str) -> int | None:
    """The index of the first character that YAML refuses in any text; None when there is none."""
    found = _FORBIDDEN.search(text)
    return None if found is None else found.start()


def _character(error: Any, text: str) -> str:
    mark = getattr(error, "problem_mark", None)
    lines = text.splitlines()
    if mark is None or mark.line >= len(lines):
        return ""
    line: str = lines[mark.line]
    return line[mark.column : mark.column + 1]
