"""One archive entry as a form."""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import TextAreaField

from app.applicants.forms import Chosen, Needed, day, short_text
from app.archives.enums import EntryKind, PersonalRole
from app.archives.labels import COLUMN_LABELS
from app.archives.models import ArchiveEntry
from app.console.fields import EnumSelect
from app.console.forms import ConsoleForm
from app.core.text import tidy


class EntryForm(ConsoleForm):
    """名称, 类别, 时间, 本人作用, 成果及效益, 佐证材料."""

    title = short_text(COLUMN_LABELS["title"], 200, needed=True)
    kind = EnumSelect(COLUMN_LABELS["kind"], [Chosen()], EntryKind)
    grade = short_text(COLUMN_LABELS["grade"], 60)
    started_on = day(COLUMN_LABELS["started_on"], needed=True)
    ended_on = day(COLUMN_LABELS["ended_on"])
    role = EnumSelect(COLUMN_LABELS["role"], [Chosen()], PersonalRole)
    effect = TextAreaField(COLUMN_LABELS["effect"], [Needed()], filters=[tidy])
    evidence = FileField(COLUMN_LABELS["evidence"])

    @classmethod
    def of(cls, entry: ArchiveEntry | None) -> EntryForm:
        """The form as a page first shows it; a stored file is named beside it, never in it."""
        names = ("title", "kind", "grade", "started_on", "ended_on", "role", "effect")
        return cls(formdata=None, data={name: getattr(entry, name) for name in names} if entry else None)

    def values(self) -> dict[str, Any]:
        """What `services.save` takes."""
        upload = self.evidence.data
        return {
            "title": self.title.data,
            "kind": self.kind.data,
            "grade": self.grade.data,
            "started_on": self.started_on.data,
            "ended_on": self.ended_on.data,
            "role": self.role.data,
            "effect": self.effect.data,
            "evidence": upload.stream if upload else None,
            "evidence_name": upload.filename if upload else "",
        }
