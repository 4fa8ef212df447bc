"""What holds for every screen of the program."""

import pytest


@pytest.fixture
def views(settings):
    from app import create_app

    return create_app(settings).appbuilder.baseviews


@pytest.fixture
def generated(views):
    from app.console.views import ConsoleView

    found = [view for view in views if isinstance(view, ConsoleView)]
    assert found
    return found


def test_every_view_is_built_on_the_console(views):
    from app.accounts.views import SignInView
    from app.console.api import ApiResource
    from app.console.screens import Permitted
    from app.portal.views import HomeView

    ours = (Permitted, ApiResource, SignInView, HomeView)
    strangers = {type(view).__name__ for view in views if not isinstance(view, ours)}
    assert strangers == set()


def columns_of(view):
    """Columns that the screen shows by the console's own pages."""
    from app.console.views import ConsoleView

    own = [
        route
        for route in ("add", "edit", "show")
        if f"can_{route}" in view.base_permissions and getattr(type(view), route) is getattr(ConsoleView, route)
    ]
    return [
        *view.list_columns,
        *view.search_columns,
        *(name for route in own for name in getattr(view, f"{route}_columns")),
    ]


def test_every_column_and_title_of_a_generated_screen_has_words(generated):
    from flask_babel.speaklater import LazyString

    lacking = [
        f"{type(view).__name__}.{name}"
        for view in generated
        for name in columns_of(view)
        if name not in (type(view).label_columns or {})
    ]
    assert lacking == []
    assert [type(view).__name__ for view in generated if not isinstance(view.list_title, LazyString)] == []


def test_every_member_that_a_generated_screen_can_show_has_words(generated):
    from app.console.layout import has_label

    kinds = {
        view.datamodel.list_columns[name].type.enum_class
        for view in generated
        for name in columns_of(view)
        if view.datamodel.is_enum(name)
    }
    assert kinds
    assert sorted(f"{kind.__name__}.{member.name}" for kind in kinds for member in kind if not has_label(member)) == []


def test_every_permission_that_a_screen_asks_for_is_in_the_table_of_roles(views):
    from app.access.roles import ROLES

    known = {
        (resource, verb) for resources in ROLES.values() for resource, verbs in resources.items() for verb in verbs
    }
    asked = {
        (view.class_permission_name, permission.removeprefix("can_"))
        for view in views
        for permission in view.base_permissions
    }
    assert sorted(asked - known) == []


def test_no_address_that_changes_anything_answers_get(settings):
    from app import create_app

    flask_app = create_app(settings)
    changing = ("delete", "submit", "publish", "clone", "decide", "withdraw", "undo", "logout", "record", "remove")
    open_to_get = {
        rule.endpoint
        for rule in flask_app.url_map.iter_rules()
        if "GET" in rule.methods and "POST" not in rule.methods and rule.endpoint.rpartition(".")[2] in changing
    }
    assert open_to_get == set()
