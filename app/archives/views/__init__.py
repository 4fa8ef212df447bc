"""Screens of the performance archive."""

from app.archives.views.archive import ArchiveView
from app.archives.views.audits import ArchiveAuditedView, ArchiveAuditView
from app.archives.views.kinds import EntryFieldView, EntryKindView

__all__ = ["ArchiveAuditView", "ArchiveAuditedView", "ArchiveView", "EntryFieldView", "EntryKindView"]
