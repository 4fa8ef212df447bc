"""Committees: scope, filing, kind, version; filings of autonomous ones; entrustments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

LEVELS = ("JUNIOR", "INTERMEDIATE", "SENIOR")


def upgrade() -> None:
    with op.batch_alter_table("review_committees") as table:
        table.add_column(_member("kind", ("ORDINARY", "AUTONOMOUS"), default="ORDINARY"))
        table.add_column(sa.Column("organisation_id", sa.Integer()))
        table.add_column(sa.Column("filing_number", sa.String(60), nullable=False, server_default=""))
        table.add_column(sa.Column("filed_from", sa.Date()))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        table.create_index(op.f("ix_review_committees_organisation_id"), ["organisation_id"])
        table.create_foreign_key(
            op.f("fk_review_committees_organisation_id_organisations"), "organisations", ["organisation_id"], ["id"]
        )
        table.create_check_constraint(
            op.f("ck_review_committees_autonomous_alone_have_a_unit"), "kind = 'AUTONOMOUS' OR organisation_id IS NULL"
        )
        table.create_check_constraint(
            op.f("ck_review_committees_filing_starts_before_it_ends"), "filed_from <= filed_until"
        )
        table.create_check_constraint(op.f("ck_review_committees_version_is_positive"), "version > 0")
    _scope_table("committee_titles", "title_id", "professional_titles", recommended=True)
    _scope_table("committee_specialties", "specialty_id", "specialties", recommended=False)
    op.create_table(
        "committee_filings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        _member("kind", ("PLAN", "REPORT", "RESULTS", "SUMMARY")),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _refers("committee_filings", "committee_id", "review_committees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_filings")),
        sa.UniqueConstraint(
            "committee_id",
            "year",
            "kind",
            "filed_on",
            name=op.f("uq_committee_filings_committee_id_year_kind_filed_on"),
        ),
    )
    op.create_table(
        "entrustments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer()),
        sa.Column("body", sa.String(120), nullable=False),
        _member("level", LEVELS),
        sa.Column("letter_number", sa.String(60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("(committee_id IS NULL) = (body <> '')", name=op.f("ck_entrustments_one_committee_or_body")),
        sa.CheckConstraint("valid_from <= valid_until", name=op.f("ck_entrustments_starts_before_it_ends")),
        _refers("entrustments", "issuer_id", "organisations"),
        _refers("entrustments", "committee_id", "review_committees"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrustments")),
        sa.UniqueConstraint("issuer_id", "letter_number", name=op.f("uq_entrustments_issuer_id_letter_number")),
    )
    op.create_index(op.f("ix_entrustments_committee_id"), "entrustments", ["committee_id"])


def downgrade() -> None:
    for name in ("entrustments", "committee_filings", "committee_specialties", "committee_titles"):
        op.drop_table(name)
    with op.batch_alter_table("review_committees") as table:
        for name in ("version_is_positive", "filing_starts_before_it_ends", "autonomous_alone_have_a_unit", "kind"):
            table.drop_constraint(op.f(f"ck_review_committees_{name}"), type_="check")
        table.drop_constraint(op.f("fk_review_committees_organisation_id_organisations"), type_="foreignkey")
        table.drop_index(op.f("ix_review_committees_organisation_id"))
        for name in ("version", "filed_from", "filing_number", "organisation_id", "kind"):
            table.drop_column(name)


def _scope_table(name: str, column: str, target: str, *, recommended: bool) -> None:
    more = [sa.Column("recommended", sa.Boolean(), nullable=False)] if recommended else []
    key = ["committee_id", column, *(one.name for one in more)]
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("committee_id", sa.Integer(), nullable=False),
        sa.Column(column, sa.Integer(), nullable=False),
        *more,
        _refers(name, "committee_id", "review_committees"),
        _refers(name, column, target),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*key, name=op.f(f"uq_{name}_{'_'.join(key)}")),
    )
    op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _member(name: str, members: tuple[str, ...], default: str = "") -> sa.Column:
    kind = sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False, server_default=default or None)
