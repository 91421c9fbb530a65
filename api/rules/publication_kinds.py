"""Kinds of publication of the rules."""

from __future__ import annotations

from enum import StrEnum


class PublicationKind(StrEnum):
    """Kind of publication. FOLDER: taken from the folder of the installation, signed by nobody
    here.
    """

    FOLDER = "folder"
    SIGNED = "signed"
    EMERGENCY = "emergency"
