"""人事档案托管: a person names the centre that keeps the file; the centre sees the people whose files it keeps."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_appbuilder import expose
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.access.scoping import acting
from app.applicants import services as applicants
from app.applicants.forms import row_id, show_refusal
from app.applicants.labels import COLUMN_LABELS
from app.applicants.models import Applicant
from app.console.actions import parse_version
from app.console.commands import command, redirect_after
from app.console.filters import ColumnFilter, Equal
from app.console.interface import ScopedInterface
from app.console.screens import BaseScreen, screen_permission
from app.console.views import ConsoleView
from app.core.errors import Conflict, Invalid
from app.employers import services
from app.employers.forms import CentreForm
from app.extensions import db
from app.organisations import queries as organisations
from app.organisations.enums import OrganisationKind


class FileCentreView(BaseScreen):
    """One's own choice."""

    route_base = "/profile/centre"
    class_permission_name = "Profile"
    default_view = "form"

    @expose("/", methods=["GET"])
    @screen_permission("edit")
    def form(self) -> Any:
        return self._page(None)

    @expose("/", methods=["POST"])
    @screen_permission("edit")
    def choose(self) -> Any:
        form = CentreForm()
        try:
            with command():
                services.choose_centre(row_id(form.centre.data), parse_version(request.form))
        except (Conflict, Invalid) as error:
            status = show_refusal(form, error)
            return self._page(form), status
        return redirect_after(_("Your personal data was saved."), "ProfileView.show")

    def _page(self, form: CentreForm | None) -> Any:
        person = applicants.own()
        if person is None:
            return redirect(url_for("ProfileView.edit"))
        shown = form or CentreForm(formdata=None, data={"centre": str(person.file_centre_id or "")})
        centres = organisations.of_kind(OrganisationKind.TALENT_EXCHANGE_CENTRE)
        shown.prepare([(one.id, one.name) for one in centres])
        return self.render("employers/centre.html", form=shown, record=person)


class KeptHere(ColumnFilter):
    """Rows that point at the reader's own organisation."""

    name = lazy_gettext("is")
    arg_name = "own"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(self.model.file_centre_id == acting(db.session).organisation_id)


class HostedFileView(ConsoleView):
    """The people who name this centre."""

    route_base = "/hosted-files"
    datamodel = ScopedInterface(Applicant)
    class_permission_name = "HostedFile"
    exclude_route_methods = ConsoleView.exclude_route_methods | {"show", "add", "edit", "delete"}
    list_title = lazy_gettext("People whose files we keep")
    list_columns = ["name", "employer", "phone"]
    search_columns = ["name", "employer"]
    label_columns = COLUMN_LABELS
    base_filters = [["file_centre", KeptHere, None], ["file_hosted", Equal, True]]
    base_order = ("name", "asc")
    empty_words = lazy_gettext("People who name this centre in their personal data are listed here.")
