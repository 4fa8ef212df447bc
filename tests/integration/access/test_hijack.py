"""Everybody's hand in everybody else's drawer: each address of an object with the row of somebody else.

Whoever asks gets what a row that does not exist gets (404, or what their own form is answered before any row is
looked up), and nothing is written. No list, drop-down, file or resource of the API holds a name out of their sight.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.scope import SCOPE
from tests.helpers import Browser
from tests.integration.access.expected import SEEN, actor_called, expected
from tests.integration.access.test_matrix import NO_SUCH_ROW, OPEN, matrix
from tests.integration.access.world import ScopeWorld

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ACTORS = [
    name for name in SEEN if re.fullmatch(r"(applicant|employer|department|hrss|office|planner|finance)_[ab]", name)
]
ACTORS += ["editor", "expert", "system_administrator", "security_administrator", "viewer"]
# Whose row an argument names; a `pk` is of the screen's own model, where it has one.
BY_ARGUMENT = {
    "account_id": "Account",
    "applicant_id": "Applicant",
    "change_id": "NameChange",
    "session_id": "AccountSession",
    "application_id": "Application",
    "attachment_id": "ApplicationAttachment",
    "entry_id": "ArchiveEntry",
    "file_id": "StoredFile",
    "filter_id": "SavedFilter",
    "job_id": "Job",
    "notice_id": "PublicNotice",
    "order_id": "FeeOrder",
    "plan_id": "ReviewPlan",
}
BY_VIEW = {
    "AssignedAccountView": "Account",
    "CommitteeCatalogView": "ReviewCommittee",
    "DelegationView": "Delegation",
    "DryRunView": "ReviewPlan",
    "IdentitiesView": "ExternalIdentity",
    "OwnHoursView": "HoursImport",
    **dict.fromkeys(("PlanAmendView", "PlanCommandView", "PlanCompareView", "PlanDraftView"), "ReviewPlan"),
}
BY_ENDPOINT = {
    ("PostQuotaView.remove_person", "row_id"): "PostSelection",
    ("PostQuotaView.remove_step", "row_id"): "PostProcedure",
}
# No row: kinds and columns, places in a list, codes of what everybody may read, keys that are secrets themselves.
NO_ROW = frozenset({"code", "column", "kind", "name", "number", "route", "uuid", "filename", "key"})
VARIES = re.compile(r'csrf_token" value="[\w.-]+"|[?&]next=[^"]+|data-session=\'[^\']+\'')


@pytest.fixture
def world(flask_app: Flask) -> ScopeWorld:
    """Two of everything; people and their entries have names that nothing else contains."""
    from app.applicants.models import Applicant
    from app.applications.models import Application
    from app.archives.models import ArchiveEntry
    from app.extensions import db

    with flask_app.app_context(), db.engine.begin() as connection:
        made = ScopeWorld(connection)
        for model, column in ((Applicant, "name"), (Application, "applicant_name"), (ArchiveEntry, "title")):
            for label, row_id in made.ids[model].items():
                made.change(model, row_id, **{column: secret(model.__name__, label)})
        for label, row_id in made.ids[ArchiveEntry].items():
            made.change(ArchiveEntry, row_id, applicant_name=secret("Applicant", label[0]))
        for label in "ab":
            made.change(Application, made.ids[Application][label], stage_kind="AUDIT")
    return made


def secret(table: str, label: str) -> str:
    """What a page that tells of the row would contain; an application shows its applicant's name."""
    return f"隐{'Applicant' if table == 'Application' else table}-{label}-名"


@pytest.fixture
def seated(flask_app: Flask, world: ScopeWorld, account_with: Any, sign_in: Any) -> Any:
    """`seated(actor)`: a browser of the actor, with an account of the database."""
    from app.access.models import Account
    from app.extensions import db

    def seat(name: str) -> Browser:
        actor = actor_called(name, world)
        if actor.account_id is None:
            return sign_in(Browser(flask_app), account_with(*actor.roles, organisation_id=actor.organisation_id))
        account_with(*actor.roles)  # the role has its row from here on
        with flask_app.app_context():
            account = db.session.get(Account, actor.account_id)
            account.roles = [flask_app.appbuilder.sm.find_role(one.name) for one in actor.roles]  # type: ignore[attr-defined]
            account.active = True
            db.session.commit()
            return sign_in(Browser(flask_app), account)

    return seat


def objects(flask_app: Flask) -> Iterator[tuple[str, str, str, list[str]]]:
    """(endpoint, method, argument, models) of every address that names rows; the argument is the last such one."""
    views = {type(view).__name__: view for view in flask_app.appbuilder.baseviews}  # type: ignore[attr-defined]
    for rule in flask_app.url_map.iter_rules():
        named = sorted(rule.arguments - NO_ROW)
        if not named:
            continue
        view, _, _method = rule.endpoint.partition(".")
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule.endpoint, method, rule, [_model_of(rule.endpoint, views[view], argument) for argument in named]


def _model_of(endpoint: str, screen: Any, argument: str) -> str:
    view = endpoint.partition(".")[0]
    if (endpoint, argument) in BY_ENDPOINT:
        return BY_ENDPOINT[endpoint, argument]
    if argument != "pk":
        return BY_ARGUMENT[argument]
    own = getattr(screen, "datamodel", None)
    return own.obj.__name__ if own is not None else BY_VIEW[view]


def test_a_row_of_somebody_else_answers_like_one_that_does_not_exist(
    flask_app: Flask, world: ScopeWorld, seated: Any
) -> None:
    scoped = {model.__name__: model for model in SCOPE}
    table, wrong, tried = matrix(), [], 0
    for name in ACTORS:
        actor, browser, sight = actor_called(name, world), seated(name), expected(name, world)
        before = contents(flask_app)
        for endpoint, method, rule, models in objects(flask_app):
            if table[endpoint] != OPEN and not actor.roles & table[endpoint]:
                continue
            for place, model in enumerate(models):
                if model not in scoped:
                    continue
                hidden = set(world.ids[scoped[model]]) - sight[model]
                nothing = _asked(flask_app, browser, rule, method, models, place, int(NO_SUCH_ROW))
                for label in sorted(hidden):
                    tried += 1
                    row_id = world.ids[scoped[model]][label]
                    found = _asked(flask_app, browser, rule, method, models, place, row_id)
                    if found != nothing or found[0] < 400:
                        wrong.append(f"{name} {method} {endpoint} {model} {label}: {found[0]}, nobody's: {nothing[0]}")
        if contents(flask_app) != before:
            wrong.append(f"{name} has changed rows")
    assert wrong == []
    assert tried > 1000


def _asked(
    flask_app: Flask, browser: Browser, rule: Any, method: str, models: list[str], place: int, row_id: int
) -> tuple[int, str]:
    arguments = sorted(rule.arguments - NO_ROW)
    values: dict[str, Any] = {}
    for argument in rule.arguments:
        converter = rule._converters.get(argument)
        items = getattr(converter, "items", None)
        values[argument] = next(iter(items)) if items and not callable(items) else 1
    values[arguments[place]] = row_id
    with flask_app.test_request_context():
        _host, path = rule.build(values)
    answer = browser.open(path, method=method, data={"version": "1"} if method == "POST" else None)
    return answer.status_code, VARIES.sub("", answer.get_data(as_text=True).replace(path, ""))


def contents(flask_app: Flask) -> dict[str, list[Any]]:
    """Every row of the program's tables but what merely being there writes."""
    from app.extensions import db
    from tests.integration.database.rows import our_tables

    with flask_app.app_context(), db.engine.connect() as connection:
        return {
            table.name: [tuple(map(str, row)) for row in connection.execute(select(table).order_by(table.c.id))]
            for table in our_tables()
            if "id" in table.c and table.name not in {"ab_user"}
        }


def test_no_list_drop_down_file_or_resource_tells_of_rows_out_of_sight(
    flask_app: Flask, world: ScopeWorld, seated: Any
) -> None:
    told = {model.__name__: model for model in SCOPE if model.__name__ in {"Applicant", "ArchiveEntry"}}
    table, wrong, read = matrix(), [], 0
    all_words = {secret(model, label) for model in told for label in world.ids[told[model]]}
    shown: set[str] = set()
    for name in ACTORS:
        actor, browser, sight = actor_called(name, world), seated(name), expected(name, world)
        secrets = {
            secret(model, label): f"{model} {label}"
            for model in told
            for label in set(world.ids[told[model]]) - sight[model] - _named_by(model, sight)
        }
        for endpoint, path in _lists(flask_app):
            if table[endpoint] != OPEN and not actor.roles & table[endpoint]:
                continue
            answer = browser.get(path)
            read += 1
            if answer.status_code >= 500:
                wrong.append(f"{name} {path}: {answer.status_code}")
            text = _read(answer.data)
            shown |= {word for word in all_words if word in text}
            wrong += [f"{name} {path} tells of {row}" for word, row in secrets.items() if word in text]
    assert wrong == []
    assert read > 200
    in_sight = {secret("Applicant", label) for label in "abcdf"} | {
        secret("ArchiveEntry", "a"),
        secret("ArchiveEntry", "b"),
    }
    assert in_sight <= shown, "what somebody may see is shown to them somewhere, so the words are those of the pages"


def _read(content: bytes) -> str:
    """The text of a page, or of every part of a workbook."""
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def _named_by(model: str, sight: dict[str, set[str]]) -> set[str]:
    """Whose name an application tells to whoever sees that and nothing else of the person."""
    return sight["Application"] if model == "Applicant" else set()


def _lists(flask_app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every page, file and drop-down that names no row."""
    views = {type(view).__name__: view for view in flask_app.appbuilder.baseviews}  # type: ignore[attr-defined]
    for rule in flask_app.url_map.iter_rules():
        view = rule.endpoint.partition(".")[0]
        if "GET" not in (rule.methods or set()) or rule.arguments - {"kind", "column"} or rule.endpoint == "static":
            continue
        with flask_app.test_request_context():
            if "column" in rule.arguments:
                for column in getattr(views[view], "search_columns", ("employer",)):
                    yield rule.endpoint, rule.build({"column": column, "q": "隐"})[1]
            elif "kind" in rule.arguments:
                if "xlsx" in rule._converters["kind"].items:
                    yield rule.endpoint, rule.build({"kind": "xlsx"})[1]
            else:
                yield rule.endpoint, rule.build({})[1]
