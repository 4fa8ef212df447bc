"""三员: the three administrators never overlap, do no business work, and the database agrees."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.access.roles import ROLES
from app.core.actor import ADMINISTRATORS, Role

if TYPE_CHECKING:
    from flask import Flask

HELD = [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]
BUSINESS = [role for role in HELD if role not in ADMINISTRATORS]
# What everybody has for themselves: the first page after signing in, one's own devices and second factor.
OWN = {("Dashboard", "show"), ("OwnAccount", "show"), ("OwnAccount", "change")}
# What says nothing about anybody's application: that, and who has which account.
NO_BUSINESS = {"AssignedAccount", *(resource for resource, _verb in OWN)}
PAIRS = [(one, other) for one in sorted(ADMINISTRATORS) for other in HELD if one is not other]


@pytest.mark.parametrize("administrator", sorted(ADMINISTRATORS))
def test_no_administrator_has_anything_to_do_with_what_others_work_on(administrator: Role) -> None:
    business = {resource for role in BUSINESS for resource in ROLES[role]} - NO_BUSINESS
    assert set(ROLES[administrator]) & business == set()


def test_what_one_administrator_does_no_other_does() -> None:
    written = [
        {(resource, verb) for resource, verbs in ROLES[role].items() for verb in verbs} - OWN
        for role in sorted(ADMINISTRATORS)
    ]
    looked_at = {("Account", "list"), ("Account", "show")}
    for place, mine in enumerate(written):
        for other in written[place + 1 :]:
            assert mine & other <= looked_at


def insert(flask_app: Flask, *roles: Role, account: int = 1) -> None:
    from app.extensions import db

    with flask_app.app_context(), db.engine.begin() as connection:
        for role in roles:
            connection.execute(
                text(
                    "INSERT INTO ab_user_role (id, user_id, role_id) SELECT "
                    "COALESCE((SELECT MAX(id) FROM ab_user_role), 0) + 1, :account, id FROM ab_role WHERE name = :name"
                ),
                {"account": account, "name": role.name},
            )


@pytest.fixture
def two_accounts(flask_app: Flask) -> None:
    from app.access.models import Account
    from app.access.scoping import act_as
    from app.accounts.services import sync_roles
    from app.core.actor import Actor
    from app.extensions import db

    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        sync_roles()
        for number in (1, 2):
            names = {"username": f"a{number}", "email": f"a{number}@example.test"}
            db.session.add(Account(id=number, first_name="", last_name="王", active=True, password="", **names))
        db.session.commit()


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.usefixtures("two_accounts")
def test_the_database_refuses_each_pair_whichever_comes_first(flask_app: Flask, one: Role, other: Role) -> None:
    for account, pair in ((1, (one, other)), (2, (other, one))):
        with pytest.raises(IntegrityError, match="an administrator role goes together with no other role"):
            insert(flask_app, *pair, account=account)
        insert(flask_app, pair[0], account=account)
        with pytest.raises(IntegrityError):
            insert(flask_app, pair[1], account=account)


@pytest.mark.usefixtures("two_accounts")
def test_business_roles_go_together_and_cannot_be_turned_into_an_administrators(flask_app: Flask) -> None:
    from app.extensions import db

    insert(flask_app, Role.HRSS_AUDITOR, Role.FINANCE)
    turned = "UPDATE ab_user_role SET role_id = (SELECT id FROM ab_role WHERE name = 'AUDIT_VIEWER') WHERE user_id = 1"
    with flask_app.app_context(), pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text(turned))
    insert(flask_app, Role.HRSS_AUDITOR, account=2)
    with flask_app.app_context(), db.engine.begin() as connection:
        connection.execute(text(turned.replace("user_id = 1", "user_id = 2")))


@pytest.mark.usefixtures("two_accounts")
def test_services_refuse_it_before_the_database_does(flask_app: Flask) -> None:
    from app.access.scoping import act_as
    from app.accounts import opening, queries
    from app.core.actor import Actor
    from app.core.errors import Invalid
    from app.extensions import db

    with flask_app.app_context():
        act_as(db.session, Actor.system("tests"))
        for one, other in PAIRS:
            rows = [queries.role(role.name) for role in (one, other)]
            with pytest.raises(Invalid):
                opening.add_accounts([opening.Wanted("x", "王芳", [row for row in rows if row], None)])


@pytest.mark.usefixtures("two_accounts")
def test_the_command_names_accounts_that_are_older_than_the_guard(flask_app: Flask) -> None:
    from app.extensions import db

    run = flask_app.test_cli_runner().invoke
    insert(flask_app, Role.HRSS_AUDITOR, Role.FINANCE)
    answer = run(args=["account", "check"])
    assert (answer.exit_code, answer.stdout) == (0, "没有账号兼任互斥角色。\n")
    with flask_app.app_context(), db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("DROP TRIGGER administrators_stand_alone_insert"))
        for number, name in enumerate(("SYSTEM_ADMINISTRATOR", "AUDIT_VIEWER"), start=77):
            row = {"id": number, "name": name}
            connection.execute(
                text(
                    "INSERT INTO ab_user_role (id, user_id, role_id) SELECT :id, 2, id FROM ab_role WHERE name = :name"
                ),
                row,
            )
    answer = run(args=["account", "check"])
    assert answer.exit_code == 1
    assert answer.stdout == "“a2”兼任互斥角色：系统管理员、日志审计员。\n"


@pytest.mark.usefixtures("two_accounts")
def test_of_two_who_give_an_account_roles_at_once_one_is_refused(flask_app: Flask) -> None:
    from app.extensions import db

    given = text("INSERT INTO ab_user_role (id, user_id, role_id) SELECT :id, 1, id FROM ab_role WHERE name = :name")
    refused: list[bool] = []

    def second() -> None:
        with flask_app.app_context():
            try:
                with db.engine.begin() as connection:
                    connection.execute(given, {"id": 902, "name": "FINANCE"})
            except IntegrityError:
                refused.append(True)

    with flask_app.app_context(), db.engine.begin() as connection:
        connection.execute(given, {"id": 901, "name": "AUDIT_VIEWER"})
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.5)
    waiting.join()
    assert refused == [True]
