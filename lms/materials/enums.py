"""Kinds of study material."""

from enum import StrEnum


class MaterialKind(StrEnum):
    """How a material is opened."""

    PDF = "pdf"
    DOCX = "docx"
    LINK = "link"
