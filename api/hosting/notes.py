"""Reservations on a hosting result."""

from __future__ import annotations

from typing import Literal, TypeAlias

from textfile.text import Text

Note: TypeAlias = Literal[
    "hidden_network", "shortener", "delivery_network", "platform", "seat_unknown", "no_ip", "private_ip", "no_source",
    "not_in_source", "registered", "ftp", "shared_ip", "undated_source", "old_source",
]  # fmt: skip

NOTES: dict[Note, Text] = {
    "hidden_network": Text(
        fr="Réseau masqué ou pair à pair : aucun pays.",
        en="Hidden or peer-to-peer network: no country.",
    ),
    "shortener": Text(
        fr="Raccourcisseur : qualifier l'adresse où il mène, et garder les deux.",
        en="Shortener: qualify the address it leads to, and keep both.",
    ),
    "delivery_network": Text(
        fr="Réseau de diffusion : l'adresse IP n'est pas celle de l'hébergeur. Chercher l'origine, et prévenir aussi ce réseau.",
        en="Delivery network: the IP address is not the host's. Look for the origin, and tell this network too.",
    ),
    "platform": Text(
        fr="Plateforme : pays du siège ; la notification va à son établissement dans l'Union.",
        en="Platform: country of its seat; the notice goes to its establishment in the Union.",
    ),
    "seat_unknown": Text(
        fr="Siège de la plateforme à relire.",
        en="Seat of the platform to be checked.",
    ),
    "no_ip": Text(
        fr="Adresse IP non donnée : le pays n'a pas été cherché.",
        en="No IP address given: the country was not looked for.",
    ),
    "private_ip": Text(
        fr="Adresse IP privée ou réservée : elle ne dit aucun pays.",
        en="Private or reserved IP address: it says no country.",
    ),
    "no_source": Text(
        fr="Aucune base d'adresses n'est réglée : le pays n'a pas été cherché.",
        en="No address database is set: the country was not looked for.",
    ),
    "not_in_source": Text(
        fr="Adresse IP absente de la base.",
        en="IP address not in the database.",
    ),
    "registered": Text(
        fr="Pays d'inscription du titulaire au registre : la machine peut être ailleurs.",
        en="Country of the holder's registration: the machine may be elsewhere.",
    ),
    "ftp": Text(
        fr="FTP : l'adresse IP est celle du serveur.",
        en="FTP: the IP address is the server's.",
    ),
    "shared_ip": Text(
        fr="Adresse IP relevée à part : elle a pu changer, ou servir à plusieurs ; se fier au moment noté.",
        en="IP address found separately: it may have changed, or be shared; rely on the moment noted.",
    ),
    "undated_source": Text(
        fr="Base d'adresses sans date.",
        en="Address database without a date.",
    ),
    "old_source": Text(
        fr="Base d'adresses trop vieille : la remplacer.",
        en="Address database too old: replace it.",
    ),
}
