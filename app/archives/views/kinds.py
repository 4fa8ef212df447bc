"""Kinds of archive entries and their fields: the catalog editor adds both without code."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.archives import queries
from app.archives.labels import KIND_LABELS
from app.archives.models import EntryField, EntryKind
from app.archives.rules import check_field
from app.catalog.labels import ACTIVE_HINT, CODE_HINT
from app.catalog.views import CatalogView
from app.console.interface import ScopedInterface
from app.core.errors import Refused, Violation


class EntryFieldView(CatalogView):
    """Fields of a kind. What entries hold is found by the key and read by the type, so both are written once."""

    datamodel = ScopedInterface(EntryField)
    class_permission_name = "EntryField"
    route_base = "/catalog/entry-fields"
    list_title, add_title, edit_title = _("Fields of achievements"), _("Add a field"), _("Edit a field")
    label_columns = KIND_LABELS
    list_columns = ["label", "kind", "type", "required", "is_number", "position", "active"]
    order_columns = ["label", "type", "required", "position", "active"]
    show_columns = ["kind", "label", "key", "type", "required", "choices", "hint", "is_number", "position", "active"]
    add_columns = show_columns
    edit_columns = ["label", "required", "choices", "hint", "position", "active"]
    search_columns = ["kind", "label", "type", "active"]
    base_order = ("position", "asc")
    small_relations = ("kind",)
    description_columns = {
        "key": _("Small letters, digits and underscores, such as patent_number. It stays as it is once saved."),
        "type": _("It stays as it is once saved."),
        "choices": _("One choice on each line. Entries keep a choice that is taken away here."),
        "is_number": _(
            "The number that tells one such work from all others. Auditors are told who else has submitted it."
        ),
        "active": _("A field that is not in use is no longer asked for; entries keep what they say."),
    }
    empty_words = _("Beside name, period, own part and effect, a kind asks for the fields listed here.")

    def pre_add(self, item: EntryField) -> None:
        self._check(self.violations(item))

    def pre_delete(self, item: EntryField) -> None:
        if queries.has_entries(item.kind_id):
            raise Refused("Entries of this kind may hold the field. Please switch it off instead.")

    def violations(self, item: EntryField) -> list[Violation]:
        return check_field(
            key=item.key,
            type=item.type,
            choices=item.choices or "",
            is_number=item.is_number,
            others_number=bool(item.is_number and item.kind and queries.numbered_field(item.kind.id, item.id)),
        )


class EntryKindView(CatalogView):
    """业绩类别, each with its fields."""

    datamodel = ScopedInterface(EntryKind)
    class_permission_name = "EntryKind"
    route_base = "/catalog/entry-kinds"
    list_title, add_title, edit_title = _("Kinds of achievements"), _("Add a kind"), _("Edit a kind")
    label_columns = KIND_LABELS
    list_columns = ["position", "name", "code", "printed_as", "active"]
    show_columns = add_columns = ["name", "code", "hint", "printed_as", "position", "active"]
    edit_columns = ["name", "hint", "printed_as", "position", "active"]
    search_columns = ["name", "printed_as", "active"]
    base_order = ("position", "asc")
    related_views = [EntryFieldView]
    description_columns = {
        "code": CODE_HINT,
        "hint": _("One sentence that helps people to choose the kind."),
        "active": ACTIVE_HINT,
    }
    empty_words = _("People choose one of the kinds listed here for everything that they enter into their archive.")
