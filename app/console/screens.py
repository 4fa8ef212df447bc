"""Hand-made screens: who may open them, and how they are drawn."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app, redirect, request
from flask_appbuilder import BaseView
from flask_appbuilder.const import PERMISSION_PREFIX
from flask_login import current_user

from app.access.scoping import act_under
from app.console.arguments import here
from app.console.errors import wants_json
from app.console.layout import SURROUNDINGS
from app.core.errors import DomainError, Forbidden
from app.extensions import db

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class SignInNeeded(DomainError):
    """A visitor asked, as a program, for what only signed-in people see (401)."""

    status = 401
    message = "Please sign in first."


def screen_permission(verb: str) -> Callable[[Endpoint], Endpoint]:
    """Let an endpoint be opened by whoever may do `verb` with the view's `class_permission_name`.

    A visitor is sent to sign in and comes back; a person without the permission gets Forbidden (403).
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        def guarded(view: Any, *args: Any, **kwargs: Any) -> Any:
            permission = view.get_method_permission(endpoint.__name__)
            if view.may(permission):
                act_under(db.session, permission, view.class_permission_name)
                return endpoint(view, *args, **kwargs)
            if current_user.is_authenticated:
                raise Forbidden
            if wants_json():
                raise SignInNeeded
            return redirect(current_app.appbuilder.get_url_for_login_with(here()))  # type: ignore[attr-defined]

        guarded._permission_name = verb  # type: ignore[attr-defined]
        return cast(Endpoint, guarded)

    return decorate


class Permitted(BaseView):
    """What every view of the program shares."""

    def __dir__(self) -> list[str]:
        """Without properties: Flask-AppBuilder reads every name once at start, when there is no request yet."""
        kind = type(self)
        return [name for name in super().__dir__() if not isinstance(getattr(kind, name, None), property)]

    def may(self, verb: str) -> bool:
        """Whether the person of this request may do `verb` here."""
        permission = PERMISSION_PREFIX + verb
        allowed = permission in self.base_permissions
        return allowed and bool(self.appbuilder.sm.has_access(permission, self.class_permission_name))

    def offers(self, verb: str) -> bool:
        """Whether the page offers to do `verb`: what the person may do, and what makes sense here."""
        return self.may(verb)

    def update_redirect(self) -> None:
        """Nothing: the pages a person saw are not kept in the cookie."""

    def get_redirect(self) -> str:
        """Where to go when nothing else is known: the home page."""
        home: str = self.appbuilder.get_url_for_index
        return home


class BaseScreen(Permitted):
    """Base of hand-made screens. Declare `class_permission_name` and guard each endpoint by `screen_permission`."""

    def render(self, template: str, **context: Any) -> str:
        """The page; `context` reaches the template beside the SURROUNDINGS. Raises ValueError for one of those."""
        if taken := SURROUNDINGS & context.keys():
            raise ValueError(f"{template} was given {', '.join(sorted(taken))}")
        return self.render_template(template, **context)


def safe_return(default: str) -> str:
    """The page of ours that `?next=` names, else `default`; never an address elsewhere."""
    wanted = request.values.get("next", "")
    return wanted if _is_ours(wanted) else default


def _is_ours(address: str) -> bool:
    plain = address.isprintable() and "\\" not in address
    return plain and address.startswith("/") and not address.startswith("//")
