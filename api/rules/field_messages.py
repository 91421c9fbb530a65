"""Names of the hotline's fields, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {
    "field.pedopornographie": ("pédopornographie", "child sexual abuse material"),
    "field.haine": ("haine", "hate"),
    "field.harcelement_sexuel": ("harcèlement sexuel", "sexual harassment"),
    "field.terrorisme": ("terrorisme", "terrorism"),
    "field.suicide": ("suicide", "suicide"),
    "field.crimes_humanite": ("crimes contre l'humanité", "crimes against humanity"),
    "field.contenus_mineurs": ("contenus accessibles aux mineurs", "content within minors' reach"),
    "field.proxenetisme": ("proxénétisme", "procuring"),
    "field.autre": ("autre", "other"),
}
