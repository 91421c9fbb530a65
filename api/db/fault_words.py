"""Messages of database faults: why it takes no write, and what to do."""

from __future__ import annotations

from api.db.faults import Fault
from textfile.text import Text

WORDS: dict[Fault, Text] = {
    "away": Text(
        fr="la base ne répond pas, ou refuse la connexion : vérifier qu'elle tourne",
        en="the database does not answer, or refuses the connection: check that it runs",
    ),
    "unopenable": Text(
        fr="le fichier de la base ne peut être ouvert : vérifier le dossier de données et ses droits",
        en="the database's file cannot be opened: check the data folder and its permissions",
    ),
    "readonly": Text(
        fr="la base n'accepte que la lecture : rendre l'écriture au service, ou désigner la base qui écrit",
        en="the database only takes reads: give the service write access again, or name the database that writes",
    ),
    "damaged": Text(
        fr="la base est endommagée : arrêter le service, mettre les fichiers de côté, restaurer une sauvegarde",
        en="the database is damaged: stop the service, put the files aside, restore a backup",
    ),
    "full": Text(
        fr="le disque de la base est plein : libérer de la place", en="the database's disk is full: make room"
    ),
    "disk": Text(
        fr="le disque de la base ne répond pas comme il faut : le vérifier",
        en="the database's disk does not answer as it should: check it",
    ),
    "busy": Text(
        fr="la base est tenue par un autre programme : attendre qu'il ait fini, ou l'arrêter",
        en="another program holds the database: wait until it is done, or stop it",
    ),
    "slow": Text(
        fr="la base met trop de temps à écrire : voir ce qui la tient ou la charge",
        en="the database takes too long to write: see what holds or loads it",
    ),
    "denied": Text(
        fr="le compte de la base n'a plus les droits d'écrire : les lui rendre",
        en="the database's account may no longer write: give it the right again",
    ),
    "behind": Text(
        fr="la base n'est pas au niveau du logiciel : arrêter le service, puis « qualif db upgrade »",
        en="the database is not at the software's step: stop the service, then “qualif db upgrade”",
    ),
    "moved": Text(
        fr="le fichier de la base a été supprimé ou remplacé : arrêter le service, restaurer le fichier, relancer",
        en="the database's file was deleted or replaced: stop the service, restore the file, start again",
    ),
    "refused": Text(
        fr="la base refuse d'écrire ; le journal technique dit pourquoi",
        en="the database refuses to write; the service's log says why",
    ),
}
