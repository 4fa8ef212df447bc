"""Generated screens: Flask-AppBuilder's attributes, our own lists, forms and commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import ModelView, expose
from flask_appbuilder.models.filters import Filters
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.exc import IntegrityError

from app.console.actions import ActionForm, panels, parse_version
from app.console.cells import cell
from app.console.commands import SEE_OTHER, command, redirect_after
from app.console.errors import translate, wants_json
from app.console.exports import Export
from app.console.fields import RelationColumn, field_for
from app.console.filters import RelationEqual
from app.console.forms import ConsoleForm, apply_violations
from app.console.integrity import refuse_if_used, violations_of
from app.console.interface import ScopedInterface
from app.console.layout import Words
from app.console.listing import active_filters, export_of, filter_arguments, listing
from app.console.lists import FilteredList
from app.console.screens import safe_return, screen_permission
from app.core.errors import Conflict, Invalid, OutOfScope, Refused, Violation
from app.extensions import claim, db

CHANGED = (
    "Somebody else saved this record meanwhile. What you typed is kept, and what is stored now stands beside it. "
    "Please compare, then save again."
)


class ConsoleView(FilteredList, ModelView):
    """Base of every generated screen over a `ScopedInterface`.

    Beside Flask-AppBuilder's attributes: `small_relations` are drawn as lists of choices, all others as typeaheads;
    `relation_words` word what rows of a relation are called; `check_words` says what a check constraint means;
    `action_forms` are offered on the record's page, `bulk_forms` (drawn for None) over a selection of the list; each
    posts to an endpoint that the view declares.
    `empty_words` say on an empty list what will appear there.
    `pre_*` and `post_*` run inside the command, before its one commit, and may raise Invalid or Refused.
    """

    datamodel: ScopedInterface
    label_columns: Any = None
    order_columns: Any = None
    search_columns: Any = None
    add_columns: Any = None
    edit_columns: Any = None
    add_title: Any = ""
    edit_title: Any = ""
    add_form: Any = None
    edit_form: Any = None
    small_relations: tuple[str, ...] = ()
    relation_words: Mapping[str, Callable[[str], str]] = {}
    check_words: Mapping[str, Violation] = {}
    action_forms: tuple[ActionForm, ...] = ()
    bulk_forms: tuple[ActionForm, ...] = ()
    exclude_route_methods = {"action", "action_post", "download"}

    empty_words: Words = ""
    list_template = "console/list.html"
    show_template = "console/show.html"
    add_template = "console/form.html"
    edit_template = "console/form.html"

    def _init_properties(self) -> None:
        order_columns, search_columns = self.order_columns, self.search_columns
        self.label_columns = dict(self.label_columns or {})
        mapped = self.datamodel.list_columns
        fillable = [name for name in self.datamodel.get_user_columns_list() if self.datamodel.is_fillable(name)]
        self.add_columns = self.add_columns or fillable
        self.edit_columns = self.edit_columns or fillable
        super()._init_properties()
        self.order_columns = order_columns or [name for name in self.list_columns if name in mapped]
        strangers = [name for name in self.order_columns if name not in mapped]
        if strangers:
            raise TypeError(f"{type(self).__name__} cannot be ordered by {strangers}: no columns of its own table")
        self.search_columns = search_columns or []
        self._filters = Filters(self.datamodel.filter_converter_class, self.datamodel, self.search_columns)

    def _init_titles(self) -> None:
        self.add_title = self.add_title or lazy_gettext("Add: %(what)s", what=self.list_title)
        self.edit_title = self.edit_title or lazy_gettext("Edit: %(what)s", what=self.list_title)
        self.title = self.list_title

    def _init_forms(self) -> None:
        self.add_form = self.add_form or self._form(self.add_columns, self.add_form_extra_fields)
        self.edit_form = self.edit_form or self._form(self.edit_columns, self.edit_form_extra_fields)

    def _form(self, columns: Sequence[str], extra: Mapping[str, Any]) -> type[ConsoleForm]:
        fields = {name: extra[name] if name in extra else self._field(name) for name in columns}
        return type(f"{type(self).__name__}Form", (ConsoleForm,), fields)

    def _field(self, name: str) -> Any:
        relation = RelationColumn(f"{type(self).__name__}.lookup", name in self.small_relations)
        hint, checks = self.description_columns.get(name, ""), self.validators_columns.get(name, [])
        return field_for(self.datamodel, name, self.label_columns[name], hint, checks, relation)

    def words_for(self, column: str) -> str:
        """The label of a column in the reader's language."""
        return str(self.label_columns.get(column, column))

    def found(self, pk: Any, columns: Iterable[str] = ()) -> Any:
        """The row by its id, with the relations of `columns`. Raises OutOfScope where it is not this person's."""
        item = self.datamodel.get(pk, self._base_filters, columns=columns)
        if item is None:
            raise OutOfScope
        return item

    def found_many(self, ids: Sequence[Any]) -> Any:
        """All rows by their ids, in that order. Raises OutOfScope where even one is not this person's."""
        items = self.datamodel.get_many(ids, self._base_filters)
        if len(items) != len(set(ids)):
            raise OutOfScope
        return items

    @expose("/list/")
    @screen_permission("list")
    def list(self) -> Any:
        page = listing(self, active_filters(self))
        bulk = panels(self.bulk_forms, None, self.class_permission_name)
        tools = self.list_tools()
        return self.render_template(
            self.list_template, title=self.list_title, view=self, page=page, bulk=bulk, tools=tools
        )

    def exported(self) -> Export:
        return export_of(self, active_filters(self))

    def known_arguments(self) -> set[str]:
        return filter_arguments(self)

    @expose("/show/<pk>")
    @screen_permission("show")
    def show(self, pk: str) -> Any:
        item = self.found(pk, self.show_columns)
        return self.render_template(
            self.show_template,
            title=str(item),
            view=self,
            item=item,
            sections=self._sections(item),
            panels=panels(self.action_forms, item, self.class_permission_name),
            children=self._children(item),
        )

    @expose("/lookup/<column>")
    @screen_permission("list")
    def lookup(self, column: str) -> Any:
        offered = {*self.add_columns, *self.edit_columns, *self.search_columns}
        if column not in offered or not self.datamodel.is_relation_many_to_one(column):
            raise OutOfScope
        rows = self.datamodel.get_related_interface(column).lookup(request.args.get("q", "").strip())
        return {"results": [{"id": key, "text": text} for key, text in rows]}

    @expose("/add", methods=["GET", "POST"])
    @screen_permission("add")
    def add(self) -> Any:
        form = self.add_form(data=self._given())
        if request.method == "POST" and form.validate():
            item = self.datamodel.obj()
            if self._saved(form, item, is_new=True):
                return self._after(_("“%(name)s” was added.", name=str(item)), item)
        return self._form_page(self.add_template, form, title=self.add_title, fieldsets=self.add_fieldsets)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @screen_permission("edit")
    def edit(self, pk: str) -> Any:
        item = self.found(pk, self.edit_columns)
        if request.method == "GET":
            form = self.edit_form(obj=item)
            self.prefill_form(form, item.id)
            return self._edit_page(form, item, getattr(item, "version", None))
        form = self.edit_form()
        try:
            if form.validate() and self._saved(form, item, is_new=False):
                return self._after(_("“%(name)s” was saved.", name=str(item)), item)
        except Conflict as conflict:
            item = self.found(pk, self.edit_columns)
            apply_violations(form, [Violation("", CHANGED)])
            stored = {name: cell(self, item, name) for name in self.edit_columns if self._differs(form, item, name)}
            return self._edit_page(form, item, item.version, stored), conflict.status
        return self._edit_page(form, item, request.form.get("version"))

    @expose("/delete/<pk>", methods=["POST"])
    @screen_permission("delete")
    def delete(self, pk: str) -> Any:
        item = self.found(pk)
        name = str(item)
        try:
            with command():
                self.pre_delete(item)
                refuse_if_used(item)
                db.session.delete(item)
                db.session.flush()
                self.post_delete(item)
        except Refused as refused:
            if wants_json() or not self.may("show"):
                raise
            flash(translate(refused.message, refused.params), "danger")
            return self.show(pk), refused.status
        return redirect_after(_("“%(name)s” was deleted.", name=name), f"{self.endpoint}.list")

    def _saved(self, form: ConsoleForm, item: Any, is_new: bool) -> bool:
        """Carry out one add or edit; False where a rule or a constraint refused it and the form now says why."""
        try:
            with command():
                with db.session.no_autoflush:
                    if not is_new and hasattr(item, "version") and not claim(item, parse_version(request.form)):
                        raise Conflict
                    form.populate_obj(item)
                    (self.pre_add if is_new else self.pre_update)(item)
                    db.session.add(item)
                self._flush()
                (self.post_add if is_new else self.post_update)(item)
        except Invalid as invalid:
            apply_violations(form, invalid.violations)
        except Refused as refused:
            apply_violations(form, [Violation("", refused.message, refused.params)])
        else:
            return True
        return False

    def _flush(self) -> None:
        try:
            db.session.flush()
        except IntegrityError as error:
            raise Invalid(violations_of(error, self.datamodel.obj, self.label_columns, self.check_words)) from error

    def _differs(self, form: ConsoleForm, item: Any, name: str) -> bool:
        return name in form and form[name].data != getattr(item, name, None)

    def _given(self) -> dict[str, Any]:
        """Rows that the address names for a new row's relations, such as the record whose page offered the form."""
        relations = [name for name in self.add_columns if self.datamodel.is_relation_many_to_one(name)]
        named = {name: request.args[name] for name in relations if name in request.args}
        return {name: self.datamodel.get_related_obj(name, key) for name, key in named.items()}

    def _after(self, message: str, item: Any) -> Any:
        shown = url_for(f"{self.endpoint}.show", pk=item.id) if self.may("show") else ""
        flash(message, "success")
        return redirect(safe_return(shown or url_for(f"{self.endpoint}.list")), SEE_OTHER)

    def _edit_page(self, form: ConsoleForm, item: Any, version: Any, stored: Mapping[str, Any] | None = None) -> str:
        return self._form_page(
            self.edit_template,
            form,
            title=self.edit_title,
            item=item,
            version=version,
            stored=stored or {},
            fieldsets=self.edit_fieldsets,
        )

    def _form_page(self, template: str, form: ConsoleForm, fieldsets: Any, item: Any = None, **context: Any) -> str:
        columns = [field.name for field in form if field.type not in ("CSRFTokenField", "HiddenField")]
        groups = [(str(title or ""), part["fields"]) for title, part in fieldsets or [("", {"fields": columns})]]
        back = url_for(f"{self.endpoint}.show", pk=item.id) if item is not None and self.may("show") else ""
        cancel = safe_return(back or url_for(f"{self.endpoint}.list"))
        return self.render_template(
            template, view=self, form=form, groups=groups, item=item, cancel_url=cancel, **context
        )

    def _sections(self, item: Any) -> Any:
        """(title, [(label, value)]) of the record's page."""
        fieldsets = self.show_fieldsets or [("", {"fields": self.show_columns})]
        return [
            (str(title or ""), [(self.words_for(name), cell(self, item, name)) for name in part["fields"]])
            for title, part in fieldsets
        ]

    def _children(self, item: Any) -> Any:
        """The lists of related views that this person may open, each restricted to rows that point at `item`."""
        found = []
        for view in self._related_views:
            relation = view.datamodel.get_related_fk(self.datamodel.obj)
            if relation is None or not view.may("list"):
                continue
            filters = view.datamodel.get_filters().add_filter_related_view(relation, RelationEqual, item.id)
            given = {relation: item.id, "next": request.path}
            add_url = url_for(f"{view.endpoint}.add", **given) if view.may("add") else ""
            found.append({"view": view, "page": listing(view, filters, own_page=False), "add_url": add_url})
        return found
