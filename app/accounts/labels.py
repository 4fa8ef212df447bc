"""Words for accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.console.layout import Words

COLUMN_LABELS: dict[str, Words] = {
    "username": _("User name"),
    "first_name": _("Account holder"),
    "organisation": _("Organisation"),
    "active": _("In use"),
    "last_login": _("Last sign-in"),
    "locked_until": _("Locked until"),
    "login_count": _("Sign-ins"),
    "fail_login_count": _("Failed sign-ins in a row"),
    "email": _("E-mail"),
}
