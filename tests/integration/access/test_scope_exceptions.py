"""What row scope does not cover is listed here, each place with its reason. A new place fails until it is listed."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

import app.models  # noqa: F401
from app import scope
from config import PROJECT
from tests.integration.database.rows import our_tables

# Statements that look past the actor's scope.
NO_SCOPE = {
    "app/access/scoping.py::Scope._apply": "reads the option",
    "app/access/services.py::opened_lately": "what the actor did, which is not about its account; answers yes or no",
    "app/accounts/security.py::": "who asks is found before anybody is known, with session and whom they stand in for",
    "app/accounts/delegations/queries.py::to_come_for": "whoever signs in is told whom they stand in for",
    "app/accounts/sessions.py::end_own": "one's own, also before a password of one's own gives any role",
    "app/accounts/sessions.py::end_all_of": "whoever switches an account off or changes its password ends its sessions",
    "app/console/waiting.py::_statement": "each count names the actor's own organisation or person",
    "app/accounts/oidc/queries.py::of_subject": "whoever comes from a provider is not signed in yet",
    "app/accounts/oidc/queries.py::is_vouched_for": "as of_subject; answers yes or no",
    "app/accounts/oidc/services.py::_note": "as of_subject; writes when it was last used",
    "app/accounts/queries.py::by_name": "people sign in by their identity number: nobody is signed in yet",
    "app/applicants/queries.py::known_by": "whoever registers is nobody yet; nothing of it is told",
    "app/applicants/queries.py::phone_of": "where a code goes that proves a lost password; it is not told",
    "app/applicants/queries.py::load_unscoped": "whoever has proven to be this person and is not signed in yet",
    "app/messages/queries.py::told_since": "a holder is warned once a day, whoever tries; answers yes or no",
    "app/applicants/queries.py::identity_taken": "one account for one identity number, whoever holds the other",
    "app/applications/queries/holding.py::date_holdings": "a new submission re-dates whatever any office held of it",
    "app/applications/queries/applications.py::count_open": "whether a plan can be archived; a number, no rows",
    "app/applications/queries/applications.py::open_under": "who has begun is told of days that moved",
    "app/applications/queries/recorded.py::_retract": "an outcome goes with whoever moves the application",
    "app/applications/queries/holding.py::held_by": "whether an office had it before; answers with ids given",
    "app/applications/queries/recorded.py::restore_retracted": "as _retract, back again",
    "app/applications/queries/recorded.py::take_off_list": "who may change a list may take off anybody",
    "app/applications/queries/holding.py::release": "whoever moves an application closes the holding of whoever had it",
    "app/decisions/queries.py::last_links": "the chain is the subject's, not the reader's",
    "app/archives/queries.py::has_entries": "what entries hold is found by a field's key; answers yes or no",
    "app/archives/queries.py::same_numbers": "everybody's numbers are compared; names only from the reader's own scope",
    "app/dashboard/queries.py::drafts": "how many drafts its own plans have is an issuer's to know: numbers, no rows",
    "app/decisions/queries.py::latest": "a conflict names who acted, the next move follows from the last one",
    "app/employers/queries/organisations.py::merge_counts": "what an employer has not finished: numbers, no rows",
    "app/employers/queries/organisations.py::move_to": "whoever merges employers moves people whom they need not see",
    "app/employers/queries/requests.py::others_with_code": "a bound employer decides on its further operators itself",
    "app/fees/queries.py::of_applications": "a gate must see the order, also for an actor who may not",
    "app/fees/queries.py::voucher_used": "a voucher number is used once, by whichever payee",
    "app/fees/queries.py::any_under": "fees are set until anybody was asked to pay; answers yes or no",
    "app/files/queries.py::is_known": "whether this content was accepted before; answers yes or no",
    "app/hours/queries.py::trainings": "a training is registered once, whoever handed it in; keys of people in scope",
    "app/posts/queries.py::posts_of": "whoever moves an application counts the vacant posts of its employer; numbers",
    "app/posts/queries.py::had_post": "an undo takes the post again, whoever decided; answers yes or no",
    "app/posts/queries.py::release": "whoever moves an application frees its post",
    "app/posts/queries.py::tie": "whoever moves an application gives it its post",
    "app/plans/queries/amending.py::amendment_records": "what changed in a published plan is part of it",
    "app/plans/queries/plans.py::_is_frozen": "a published plan is frozen for everybody; answers yes or no",
    "app/plans/queries/plans.py::is_taken": "codes and names are unique across all offices; answers yes or no",
    "app/public_notices/queries.py::entries_of_all": "a gate must see every notice that the application stands on",
    "app/reviews/queries.py::of_application": "a ballot that was undone is replaced, whoever recorded it",
}

# Actors that see everything.
SYSTEM_ACTORS = {
    "app/cli.py::": "commands of whoever runs the server; the log names the command",
    "app/employers/services/forgetting.py::forget_unsubmitted": "a round of the worker; the log names it",
}

# Actors made of anything but a signed-in account.
MADE_ACTORS = {
    "app/accounts/security.py::actor_of": "the one way from an account to an actor",
}

# Tables and text that the session does not know for models: what they reach is everybody's.
PAST_THE_ORM = {
    "app/access/scoping.py::Scope.__init__": "which tables are scoped",
    "app/applications/queries/holding.py::": "ids of what an organisation holds or held, which its auditors see",
    "app/audits/queries.py::": "ids of what an organisation held, which its auditors see",
    "app/catalog/queries.py::ids_by_code": "codes of catalog tables, which everybody may read",
    "app/catalog/queries.py::names_by_code": "names of catalog tables, which everybody may read",
    "app/console/integrity.py::_users": "counts what still refers to a row, whoever may see it",
    "app/console/integrity.py::violations_of": "names of columns",
    "app/decisions/queries.py::": "text() is LOCK TABLE, which reads no row",
    "app/employers/services/forgetting.py::forget_unsubmitted": "ids of drafts that are too old, whosever they are",
    "app/extensions.py::insert_all": "inserts rows, reads none",
    "app/extensions.py::": "text() is the condition of a partial index",
    "app/plans/queries/plans.py::": "the alias of _is_frozen",
    "app/plans/queries/plans.py::any_frozen": "the plans of routes, for _is_frozen",
    "app/plans/queries/plans.py::parents_of": "codes of parents; the plan itself is in scope",
    "app/scope/tables.py::_table": "the rules themselves",
}

# Tables that say for whom they are, and still are everybody's to read.
UNSCOPED = {
    "ab_user": "accounts: read at sign-in, on the account screens of two administrators, by who assigns them within "
    "`assigned.queries.reach_of`, and by name in one's own organisation",
    "entrustments": "which office entrusts its reviews to whom is reference data, which ROLES gives two roles",
    "former_names": "what an organisation was called is public",
    "organisations": "who is whose competent department is public",
    "review_committees": "committees and their offices are public",
}
OWNING = {"applicants", "applications", "organisations", "review_plans"}
OWNING_COLUMNS = {"applicant_id", "application_id", "organisation_id", "employer_id", "plan_id"}


def _functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a file with the qualified name of the function it stands in, "" at the top."""

    def walk(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
        for child in ast.iter_child_nodes(node):
            inner = name
            if isinstance(child, ast.Attribute) and child.attr == "columns":
                child.value.reads_names = True  # type: ignore[attr-defined]
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{name}.{child.name}".lstrip(".")
            yield inner, child
            yield from walk(child, inner)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "")


def _places(found: Callable[[ast.AST], bool]) -> set[str]:
    places = set()
    for path in sorted((PROJECT / "app").rglob("*.py")):
        for name, node in _functions(path):
            if found(node):
                places.add(f"{path.relative_to(PROJECT)}::{name}")
    return places


def _looks_past_scope(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "no_scope"
    return isinstance(node, ast.Constant) and node.value == "no_scope"


def _calls(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == name


def _leaves_the_orm(node: ast.AST) -> bool:
    """`Model.__table__.columns` reads names, not rows."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "sqlalchemy" and "text" in {one.name for one in node.names}
    if not isinstance(node, ast.Attribute):
        return False
    leaves = node.attr in ("from_statement", "exec_driver_sql") or ast.unparse(node) == "Model.metadata.tables"
    return leaves or (node.attr == "__table__" and not getattr(node, "reads_names", False))


@pytest.mark.parametrize(
    ("found", "listed"),
    [
        (_looks_past_scope, NO_SCOPE),
        (lambda node: _calls(node, "Actor.system"), SYSTEM_ACTORS),
        (lambda node: _calls(node, "Actor"), MADE_ACTORS),
        (_leaves_the_orm, PAST_THE_ORM),
    ],
    ids=["no_scope", "Actor.system", "Actor", "past the ORM"],
)
def test_every_exception_is_listed_with_its_reason(found: Callable[[ast.AST], bool], listed: dict[str, str]) -> None:
    assert _places(found) == set(listed)


def _say_for_whom(tables: Iterable[Table]) -> set[str]:
    """Tables with a column that ties a row to a person, an application, an organisation or a plan."""
    return {
        table.name
        for table in tables
        for column in table.columns
        if column.name in OWNING_COLUMNS or {key.column.table.name for key in column.foreign_keys} & OWNING
    }


def test_every_table_that_says_for_whom_it_is_is_scoped_or_listed() -> None:
    scoped = {model.__table__.name for model in scope.SCOPE}  # type: ignore[attr-defined]
    assert _say_for_whom(our_tables()) - scoped == set(UNSCOPED)


def test_a_new_table_about_an_application_would_be_noticed() -> None:
    metadata = MetaData()
    Table("applications", metadata, Column("id", Integer, primary_key=True))
    by_key = Table("score_sheets", metadata, Column("id", Integer), Column("about", ForeignKey("applications.id")))
    by_name = Table("drafts", metadata, Column("applicant_id", Integer))
    neither = Table("weather", metadata, Column("id", Integer))
    assert _say_for_whom([by_key, by_name, neither]) == {"score_sheets", "drafts"}
