"""What may change in a published plan: its days and notes, and its fees; always with a reason."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from app.console.errors import translate
from app.console.forms import ConsoleForm
from app.core.errors import Violation
from app.plans.forms.cells import DayCell, LongCell, MoneyCell, TextCell, Unreadable
from app.plans.labels import COLUMN_LABELS
from app.plans.models import ReviewPlan


class ReasonForm(ConsoleForm):
    """The reason alone; a grid stands beside it."""

    reason = TextAreaField(
        _("Reason of the change"), description=_("Shown with the plan, and told to whoever is concerned.")
    )

    def refuse(self, violation: Violation) -> None:
        """Show what is wrong at its field, else over the form."""
        text = translate(violation.message, violation.params)
        if violation.field in self:
            field = self[violation.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)


class DaysForm(ReasonForm):
    """The plan's own days and what the office adds to it."""

    applicant_deadline = DayCell(COLUMN_LABELS["applicant_deadline"])
    employer_deadline = DayCell(COLUMN_LABELS["employer_deadline"])
    notes = LongCell(COLUMN_LABELS["notes"])

    @classmethod
    def of(cls, plan: ReviewPlan) -> DaysForm:
        """The form as the plan is."""
        return cls(data={name: getattr(plan, name) for name in ("applicant_deadline", "employer_deadline", "notes")})

    def written(self) -> tuple[dict[str, Any], list[Violation]]:
        """The values as a pack has them, and which fields hold none."""
        values: dict[str, Any] = {"notes": self.notes.written() or ""}
        faults = []
        for name in ("applicant_deadline", "employer_deadline"):
            try:
                values[name] = self[name].written()
            except Unreadable as problem:
                faults.append(Violation(name, problem.violation.message, problem.violation.params))
        return values, faults


class FeesForm(ReasonForm):
    """An amount and a price document for each fee of the plan, in its order."""

    plan: ReviewPlan

    @classmethod
    def of(cls, plan: ReviewPlan, posted: bool) -> FeesForm:
        """The form as the plan is, or what was posted."""
        fields: dict[str, Any] = {}
        data: dict[str, Any] = {}
        for index, row in enumerate(plan.fees):
            fields[f"amount_{index}"] = MoneyCell(COLUMN_LABELS["amount_fen"])
            fields[f"source_{index}"] = TextCell(COLUMN_LABELS["source"])
            data |= {f"amount_{index}": row.amount_fen, f"source_{index}": row.source}
        made: type[FeesForm] = type("FeesOf", (cls,), fields)
        form = made() if posted else made(data=data)
        form.plan = plan
        return form

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """(fee, its field of the amount, its field of the source)."""
        return [(row, self[f"amount_{index}"], self[f"source_{index}"]) for index, row in enumerate(self.plan.fees)]

    def written(self) -> dict[str, tuple[int | None, str]]:
        """Amounts in fen, None for what is no amount, and sources, by the key of the fee."""
        values = {}
        for row, amount, source in self.rows:
            try:
                written = amount.written()
            except Unreadable:
                written = None
            values[row.key] = (written if isinstance(written, int) else None, source.written() or "")
        return values

    def refuse(self, violation: Violation) -> None:
        """`fees.<n>.amount_fen` stands at the amount of that fee."""
        parts = violation.field.split(".")
        names = {"amount_fen": "amount", "source": "source"}
        if parts[0] == "fees" and len(parts) == 3 and parts[2] in names:
            violation = Violation(f"{names[parts[2]]}_{parts[1]}", violation.message, violation.params)
        super().refuse(violation)
