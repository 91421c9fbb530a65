"""The gallery of components; its samples are neutral."""

MESSAGES: dict[str, tuple[str, str]] = {
    "gallery.title": ("Composants", "Components"),
    "gallery.lead": (
        "Chaque brique des pages, avec des exemples neutres. Une page nouvelle se fait de celles-ci.",
        "Every building block of the pages, with neutral samples. A new page is made of these.",
    ),
    "gallery.buttons": ("Boutons", "Buttons"),
    "gallery.badges": ("Statuts et fiabilité", "Statuses and reliability"),
    "gallery.checklist": ("Liste d'éléments", "Element checklist"),
    "gallery.folded": ("Texte masqué, passages", "Folded text, passages"),
    "gallery.tree": ("Arbre de preuve", "Proof tree"),
    "gallery.timeline": ("Frise", "Timeline"),
    "gallery.forms": ("Champs de formulaire", "Form fields"),
    "gallery.table": ("Tableau et pages", "Table and pager"),
    "gallery.empty": ("État vide", "Empty state"),
    "gallery.toast": ("Annulation", "Undo bar"),
    "gallery.url": ("Adresse neutralisée", "Defanged address"),
    "gallery.linked": (
        "Les trois vues sont liées : survoler ou atteindre un élément éclaire les autres.",
        "The three views are linked: hovering or reaching one lights the others.",
    ),
    "gallery.three_views": ("Trois vues d'une même preuve", "Three views of one proof"),
}  # fmt: skip
