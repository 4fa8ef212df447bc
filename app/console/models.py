"""What the console keeps for each account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.extensions import Model, UtcDateTime

LONGEST_NAME = 30
LONGEST_ARGUMENTS = 1000


class SavedFilter(Model):
    """A filter of one list under a name of the account's own.

    `list_key` is the list's endpoint; `arguments` are the list's filter arguments as they stand in an address.
    """

    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("account_id", "list_key", "name"),
        CheckConstraint("name <> ''", name="name_is_not_empty"),
        CheckConstraint("arguments <> ''", name="arguments_are_not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    list_key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    arguments: Mapped[str] = mapped_column(String(LONGEST_ARGUMENTS))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime(), default=clock.now)
