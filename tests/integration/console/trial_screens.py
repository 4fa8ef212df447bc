"""Screens that exist only in these tests, over catalog rows and over a scoped row."""

from flask import request
from flask_appbuilder import expose
from flask_babel import lazy_gettext as _

from app.applicants.models import Applicant
from app.archives.enums import EntryStatus, PersonalRole
from app.archives.models import ArchiveEntry
from app.catalog.enums import RegionLevel
from app.catalog.models import HolidayOverride, ProfessionalTitle, Region, Specialty, TitleLevel, TitleSeries
from app.console.actions import ActionForm, Need, parse_selection
from app.console.commands import command, redirect_after
from app.console.interface import ScopedInterface
from app.console.layout import has_label, register_labels
from app.console.screens import BaseScreen, screen_permission
from app.console.views import ConsoleView
from app.core.errors import Conflict, Invalid, Refused, TooLarge, Violation

for kind in (RegionLevel, EntryStatus, PersonalRole):
    register_labels({member: f"the word for {member.name}" for member in kind if not has_label(member)})

LABELS = {name: _(f"Trial {name}") for name in ("code", "name", "level", "parent", "series", "active", "title")}


class TrialRegionScreen(ConsoleView):
    datamodel = ScopedInterface(Region)
    class_permission_name = "Region"
    route_base = "/trial/regions"
    list_title = _("Regions")
    list_columns = ["code", "name", "level", "parent"]
    show_columns = ["code", "name", "level", "parent"]
    add_columns = edit_columns = ["code", "name", "level", "parent"]
    search_columns = ["name", "code", "level", "parent"]
    label_columns = {**LABELS}
    base_order = ("code", "asc")
    check_words = {
        "code_has_six_digits": Violation("code", "A code has %(wanted)s digits.", {"wanted": 6}),
    }


class TrialSpecialtyScreen(ConsoleView):
    datamodel = ScopedInterface(Specialty)
    class_permission_name = "Specialty"
    route_base = "/trial/specialties"
    list_columns = ["code", "name", "series", "active"]
    show_columns = list_columns
    add_columns = edit_columns = ["code", "name", "series", "active"]
    search_columns = ["name", "series", "active"]
    label_columns = {**LABELS}
    base_order = ("code", "asc")
    small_relations = ("series",)


class TrialTitleScreen(ConsoleView):
    datamodel = ScopedInterface(ProfessionalTitle)
    class_permission_name = "ProfessionalTitle"
    route_base = "/trial/titles"
    list_columns = ["code", "name", "series", "level.name"]
    add_columns = edit_columns = ["code", "name", "series", "level"]
    label_columns = {**LABELS}
    base_order = ("code", "asc")


class TrialLevelScreen(ConsoleView):
    datamodel = ScopedInterface(TitleLevel)
    class_permission_name = "TitleLevel"
    route_base = "/trial/levels"
    list_columns = ["code", "name", "rank"]
    add_columns = edit_columns = ["code", "name", "rank"]
    search_columns = ["rank"]
    label_columns = {**LABELS}


class TrialSeriesScreen(ConsoleView):
    datamodel = ScopedInterface(TitleSeries)
    class_permission_name = "TitleSeries"
    route_base = "/trial/series"
    list_columns = ["code", "name", "active"]
    show_columns = ["code", "name", "active"]
    add_columns = edit_columns = ["code", "name", "active"]
    label_columns = {**LABELS}
    related_views = [TrialSpecialtyScreen, TrialTitleScreen]


class TrialHolidayScreen(ConsoleView):
    datamodel = ScopedInterface(HolidayOverride)
    class_permission_name = "HolidayOverride"
    route_base = "/trial/holidays"
    list_columns = ["day", "is_working", "source"]
    add_columns = edit_columns = ["day", "is_working", "source"]
    search_columns = ["day"]
    label_columns = {**LABELS}


class TrialEntryScreen(ConsoleView):
    """Scoped and versioned."""

    datamodel = ScopedInterface(ArchiveEntry)
    class_permission_name = "ArchiveEntry"
    route_base = "/trial/entries"
    list_columns = ["title", "role", "ended_on", "submitted_at"]
    show_columns = ["title", "role", "applicant"]
    add_columns = ["title", "started_on", "role", "applicant"]
    edit_columns = ["title", "role", "started_on"]
    search_columns = ["title", "applicant", "started_on", "submitted_at"]
    order_columns = ["title", "role", "ended_on", "submitted_at"]
    label_columns = {**LABELS}
    bulk_forms = (
        ActionForm(
            name="submit",
            label=_("Submit"),
            verb="submit",
            url=lambda _row: "/trial/entries/submit",
            consequence=lambda _row: "…",
            needs=(Need.REASON,),
        ),
    )

    @expose("/submit", methods=["POST"])
    @screen_permission("submit")
    def submit(self):
        chosen = parse_selection(request.form, "submit", needs_reason=True)
        with command():
            for entry in self.found_many(chosen.ids):
                entry.effect = chosen.reason
        return redirect_after("ok", "TrialEntryScreen.list")


class TrialPersonScreen(ConsoleView):
    """Shows a number that no list shows in full."""

    datamodel = ScopedInterface(Applicant)
    class_permission_name = "ArchiveEntry"
    route_base = "/trial/people"
    list_columns = ["name", "identity_number"]
    add_columns = edit_columns = ["name"]
    label_columns = {**LABELS}


class TrialScreen(BaseScreen):
    """Hand-made endpoints that fail in every way."""

    route_base = "/trial/hand"
    class_permission_name = "Region"

    @expose("/open")
    @screen_permission("edit")
    def open(self):
        return self.render("layout/console.html", title="手工页面")

    @expose("/press", methods=["POST"])
    @screen_permission("edit")
    def press(self):
        return "pressed"

    @expose("/done")
    def done(self):
        return redirect_after("已办理", "TrialScreen.fail", kind="conflict")

    @expose("/fail/<kind>")
    def fail(self, kind):
        day = request.args.get("day", "")
        raise {
            "refused": Refused("Filed on %(day)s.", day=_day(day)),
            "conflict": Conflict(),
            "large": TooLarge(),
            "invalid": Invalid([Violation("name", "Please fill this in.", {}, "三（二）"), Violation("", "Second.")]),
            "crash": ZeroDivisionError("secret detail"),
        }[kind]

    @expose("/upload", methods=["POST"])
    def upload(self):
        return str(len(request.files["file"].read()))


def _day(text):
    import datetime as dt

    return dt.date.fromisoformat(text) if text else None


SCREENS = (
    TrialRegionScreen,
    TrialSpecialtyScreen,
    TrialTitleScreen,
    TrialLevelScreen,
    TrialSeriesScreen,
    TrialHolidayScreen,
    TrialEntryScreen,
    TrialPersonScreen,
    TrialScreen,
)
