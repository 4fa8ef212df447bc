"""One's own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField

from app.console.forms import ConsoleForm


class PasswordForm(ConsoleForm):
    """The present password and, twice, the one to come; nothing is stripped."""

    current = PasswordField(_("Present password"))
    new = PasswordField(_("New password"))
    repeated = PasswordField(_("New password again"))

    def values(self) -> dict[str, str]:
        """What was typed; "" for what was not sent."""
        return {name: self[name].data or "" for name in ("current", "new", "repeated")}
