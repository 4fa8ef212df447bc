"""Kinds of archive entries with their fields, and the entries with their files and approved versions."""

from app.archives.models.entries import ArchiveEntry, EntryFile, EntryVersion
from app.archives.models.kinds import EntryField, EntryKind

__all__ = ["ArchiveEntry", "EntryField", "EntryFile", "EntryKind", "EntryVersion"]
