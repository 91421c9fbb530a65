"""Messages of the model server: why it does not read a report, and what to do."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from classifiers.model_server.faults import FAULT_CODES, FaultCode
from textfile.text import Text

ModelFault: TypeAlias = FaultCode | Literal["authorities", "questions", "full", "erased", "closed", "storing"]
"""`authorities`, `questions`: a file of the operator cannot be used. `full`, `erased`, `closed`:
the report was not asked about: too many waited, its words are gone, it no longer waits. `storing`:
what was read could not be applied.
"""
MODEL_FAULTS: tuple[ModelFault, ...] = (*FAULT_CODES, *get_args(get_args(ModelFault)[-1]))
WORDS: dict[ModelFault, Text] = {
    "address": Text(
        fr="QUALIF_READER_URL n'est pas une adresse : l'écrire comme http://127.0.0.1:8080",
        en="QUALIF_READER_URL is not an address: write it like http://127.0.0.1:8080",
    ),
    "public-address": Text(
        fr="l'adresse n'est ni de cette machine ni d'un réseau privé : si c'est voulu, écrire l'hôte dans QUALIF_READER_HOST",
        en="the address is neither of this machine nor of a private network: if it is meant, write its host in QUALIF_READER_HOST",
    ),
    "not-tls": Text(
        fr="un hôte public se joint par https:// seulement : corriger QUALIF_READER_URL",
        en="a public host is called over https:// only: correct QUALIF_READER_URL",
    ),
    "unreachable": Text(
        fr="rien ne répond à cette adresse : lancer le serveur de modèle, ou corriger QUALIF_READER_URL",
        en="nothing answers at this address: start the model server, or correct QUALIF_READER_URL",
    ),
    "certificate": Text(
        fr="son certificat est refusé (expiré, d'un autre hôte, d'une autorité inconnue) : le renouveler, ou donner l'autorité dans QUALIF_READER_AUTHORITIES",
        en="its certificate is refused (expired, of another host, of an unknown authority): renew it, or give the authority in QUALIF_READER_AUTHORITIES",
    ),
    "redirect": Text(
        fr="il renvoie à une autre adresse, qui n'est pas suivie : mettre l'adresse finale dans QUALIF_READER_URL",
        en="it leads to another address, which is not followed: set the final one in QUALIF_READER_URL",
    ),
    "key": Text(
        fr="il refuse la clé, ou en demande une : corriger QUALIF_READER_KEY",
        en="it refuses the key, or asks for one: correct QUALIF_READER_KEY",
    ),
    "model": Text(
        fr="il n'a pas ce modèle : l'y charger, ou corriger QUALIF_READER_MODEL",
        en="it does not have this model: load it there, or correct QUALIF_READER_MODEL",
    ),
    "schema": Text(
        fr="ses réponses ne suivent pas le schéma demandé : il faut un serveur qui contraint par JSON Schema (vLLM, llama.cpp, Ollama)",
        en="its answers do not follow the schema asked for: use a server that constrains by JSON Schema (vLLM, llama.cpp, Ollama)",
    ),
    "busy": Text(
        fr="il est surchargé ou en panne : baisser QUALIF_READER_AT_ONCE, ou lire son journal",
        en="it is overloaded or failing: lower QUALIF_READER_AT_ONCE, or read its log",
    ),
    "slow": Text(
        fr="il ne répond pas dans le temps : baisser QUALIF_READER_AT_ONCE, relever QUALIF_READER_SECONDS, ou choisir un modèle plus petit",
        en="it does not answer in time: lower QUALIF_READER_AT_ONCE, raise QUALIF_READER_SECONDS, or choose a smaller model",
    ),
    "too-large": Text(
        fr="la demande ou la réponse est trop longue pour lui : lui donner un contexte plus grand",
        en="the request or the answer is too long for it: give it a larger context",
    ),
    "refused": Text(
        fr="il refuse la demande : lire son journal",
        en="it refuses the request: read its log",
    ),
    "reply": Text(
        fr="sa réponse est illisible ou inachevée : un modèle plus grand, ou davantage de contexte, la finirait",
        en="its answer is unreadable or unfinished: a larger model, or more context, would finish it",
    ),
    "authorities": Text(
        fr="le fichier de QUALIF_READER_AUTHORITIES ne se lit pas : donner des certificats au format PEM",
        en="the file of QUALIF_READER_AUTHORITIES cannot be read: give certificates in PEM",
    ),
    "questions": Text(
        fr="le questionnaire des règles ne se lit pas : corriger parameters/lecteur_modele.yaml, là où le journal technique le dit",
        en="the questionnaire of the rules cannot be used: correct parameters/lecteur_modele.yaml, where the technical log says",
    ),
    "full": Text(
        fr="trop de signalements attendaient : relever QUALIF_READER_QUEUE ou QUALIF_READER_AT_ONCE",
        en="too many reports waited: raise QUALIF_READER_QUEUE or QUALIF_READER_AT_ONCE",
    ),
    "erased": Text(fr="ses mots étaient effacés", en="its words were erased"),
    "closed": Text(fr="il n'attendait plus d'être lu", en="it no longer waited to be read"),
    "storing": Text(
        fr="ce qui a été lu n'a pu être repris : lire le journal technique",
        en="what was read could not be applied: read the technical log",
    ),
}
