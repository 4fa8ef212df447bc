"""Commands: flask audit verify | seal, plan check | import | export, account add | password | prune | check,
outbox status | retry, sync-roles, work.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import gettext as _

from app.access.scoping import act_as
from app.accounts import services as accounts
from app.accounts.opening import open_account
from app.console.commands import command
from app.console.errors import translate
from app.console.formats import listed, moment
from app.console.layout import label
from app.core.actor import Actor
from app.core.errors import DomainError, Invalid
from app.decisions import queries as log
from app.decisions import services as decisions
from app.extensions import db
from app.messages import carrying
from app.plans import queries as plan_queries
from app.plans import services as plans
from app.plans.packs import export_pack
from app.tasks.consumer import Consumer

COMMAND_LINE = Actor.system("flask")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

audit = AppGroup("audit", help="The log of decisions.")
plan = AppGroup("plan", help="Review plans as YAML files.")
outbox = AppGroup("outbox", help="Messages on their way.")
account = AppGroup("account", help="Accounts of offices and administrators.")


def register_commands(flask_app: Flask) -> None:
    """Attach every command to the program."""
    for one in (audit, plan, account, outbox, sync_roles, work):
        flask_app.cli.add_command(one)


@contextmanager
def _at_the_command_line() -> Iterator[None]:
    """Act as the system; a refusal, or a file that cannot be read or written, is told on standard error: status 1."""
    act_as(db.session, COMMAND_LINE)
    try:
        yield
    except Invalid as refusal:
        for fault in refusal.violations:
            click.echo(f"{fault.field}: {translate(fault.message, fault.params)}", err=True)
        sys.exit(1)
    except DomainError as refusal:
        click.echo(translate(refusal.message, refusal.params), err=True)
        sys.exit(1)
    except OSError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)


@audit.command("verify")
@click.option("--sealed", is_flag=True, help="A log without any seal does not hold either.")
def verify(sealed: bool) -> None:
    """Check every chain, and the log against its newest seal; exit status 1 where anything does not hold."""
    with _at_the_command_line():
        wrong = [*_broken_chains(), *_broken_seal(sealed)]
        for line in wrong:
            click.echo(line)
        if wrong:
            sys.exit(1)
        counts = log.chain_counts()
        chains, rows = sum(one[1] for one in counts), sum(one[2] for one in counts)
        click.echo(_("The log holds: %(rows)s rows in %(chains)s chains.", rows=rows, chains=chains))


def _broken_chains() -> Iterator[str]:
    for kind, subject_id, sequence in decisions.broken_chains():
        yield _(
            "%(subject)s %(id)s: the chain does not hold from row %(sequence)s on.",
            subject=label(kind),
            id=subject_id,
            sequence=sequence,
        )


def _broken_seal(required: bool) -> Iterator[str]:
    try:
        sealed = decisions.newest_seal()
    except ValueError as problem:
        yield _("The seal %(name)s cannot be read.", name=str(problem))
        return
    if sealed is None:
        words = _("There is no seal yet; rows cut off the end of the log would not be noticed.")
        if required:
            yield words
        else:
            click.echo(words, err=True)
    elif not decisions.still_holds(sealed):
        yield _(
            "The log no longer holds what was sealed on %(time)s: %(rows)s rows in %(chains)s chains.",
            time=moment(sealed.sealed_at),
            rows=sealed.rows,
            chains=sealed.chains,
        )


@audit.command("seal")
def seal() -> None:
    """Write what the log holds now to a file outside the database."""
    with _at_the_command_line(), command():
        sealed = decisions.seal()
        click.echo(_("Sealed: %(rows)s rows in %(chains)s chains.", rows=sealed.rows, chains=sealed.chains))


@plan.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
def check(files: tuple[Path, ...]) -> None:
    """Check plan files against the rules and the catalog; exit status 1 where one has a fault.

    A plan that a file defers to may be another file of the command or of the same folder. Warnings are told apart.
    """
    faulty = False
    with _at_the_command_line():
        for one in plans.check_files(files):
            for fault in one.errors:
                click.echo(f"{fault.field}: {translate(fault.message, fault.params)}", err=True)
            for warning in one.warnings:
                text = translate(warning.message, warning.params)
                click.echo(_("%(place)s: warning: %(text)s", place=warning.field, text=text))
            faulty = faulty or bool(one.errors)
            if not one.errors:
                click.echo(_("%(file)s: no faults.", file=one.name))
    if faulty:
        sys.exit(1)


@plan.command("import")
@click.argument("file", type=FILE)
def import_plan(file: Path) -> None:
    """Make a draft of a plan file."""
    with _at_the_command_line(), command():
        made = plans.import_pack(plans.load_pack(file))
        click.echo(_("Imported as a draft: %(plan)s.", plan=made.code))


@plan.command("export")
@click.argument("code")
def export(code: str) -> None:
    """Print a plan as a plan file."""
    with _at_the_command_line():
        click.echo(export_pack(plan_queries.plan_by_code(code)), nl=False)


@account.command("add")
@click.argument("username")
@click.argument("name")
@click.argument("role")
@click.option("--organisation", default="", help="The code of the organisation that the account acts for.")
def add_account(username: str, name: str, role: str, organisation: str) -> None:
    """Open an account of an office or administrator and print the password made for it."""
    with _at_the_command_line(), command():
        _opened, password = open_account(username, name, role, organisation)
        click.echo(_("Account “%(name)s”, password: %(password)s", name=username, password=password))


@account.command("password")
@click.argument("username")
def reset_password(username: str) -> None:
    """Make a new password for an account and print it; its sessions end and a lock is lifted."""
    with _at_the_command_line(), command():
        password = accounts.new_password(username)
        click.echo(_("Account “%(name)s”, password: %(password)s", name=username, password=password))


@account.command("prune")
def prune() -> None:
    """Delete rows of the access log, and sessions, that are older than ZHIPING_ACCESS_LOG_DAYS (180 or more)."""
    with _at_the_command_line(), command():
        records, ended = accounts.prune()
        click.echo(_("Deleted: %(rows)s rows of the access log, %(ended)s sessions.", rows=records, ended=ended))


@account.command("check")
def check_accounts() -> None:
    """Tell which accounts hold an administrator role together with another one; exit status 1 where there are any."""
    with _at_the_command_line():
        mixed = accounts.mixed_administrators()
        for one, roles in mixed:
            named = listed(label(role) for role in roles)
            click.echo(_("“%(name)s” holds roles that exclude each other: %(roles)s.", name=one, roles=named))
        if mixed:
            sys.exit(1)
        click.echo(_("No account holds roles that exclude each other."))


@outbox.command("status")
def outbox_status() -> None:
    """Print how many messages wait, were sent and failed."""
    with _at_the_command_line():
        for status, number in carrying.counts().items():
            click.echo(f"{label(status)} {number}")


@outbox.command("retry")
def outbox_retry() -> None:
    """Let failed messages of the last three days wait again; codes stay failed."""
    with _at_the_command_line():
        click.echo(_("%(number)s messages wait again.", number=carrying.retry_failed()))


@click.command("sync-roles")
@with_appcontext
def sync_roles() -> None:
    """Add a row for every role of the program that the database lacks."""
    with _at_the_command_line(), command():
        added, unknown = accounts.sync_roles()
        for name in added:
            click.echo(_("Added: %(role)s.", role=name))
        for name in unknown:
            click.echo(_("%(role)s is no role of this program; take it from its accounts.", role=name), err=True)


@click.command("work")
@with_appcontext
def work() -> None:
    """Run background jobs until stopped; any number of these processes may work over one database."""
    consumer = Consumer(current_app._get_current_object(), alone=False)  # type: ignore[attr-defined]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_received: consumer.stop())
    click.echo(_("Working; stop with Ctrl+C."))
    consumer.run()
