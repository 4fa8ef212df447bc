"""What people enter into their archives: kinds and their fields, kept by the catalog editor."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.archives.enums import FieldType, PrintedAs
from app.extensions import Model, member, partial_index


class EntryKind(Model):
    """A kind of achievement, such as 专利; `code` is what frozen versions name it by."""

    __tablename__ = "entry_kinds"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    hint: Mapped[str] = mapped_column(String(200), default="")
    printed_as: Mapped[PrintedAs] = mapped_column(member(PrintedAs, "printed_as"), default=PrintedAs.PERFORMANCE)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    fields: Mapped[list[EntryField]] = relationship(
        "EntryField", back_populates="kind", order_by="EntryField.position, EntryField.id"
    )

    def __str__(self) -> str:
        return self.name

    @property
    def active_fields(self) -> list[EntryField]:
        """The fields that a form of this kind asks for."""
        return [field for field in self.fields if field.active]


class EntryField(Model):
    """A field that entries of a kind have beside those of every kind; `choices` are one on each line."""

    __tablename__ = "entry_fields"
    __table_args__ = (
        UniqueConstraint("kind_id", "key"),
        CheckConstraint("type = 'TEXT' OR NOT is_number", name="a_number_is_text"),
        CheckConstraint("(type = 'CHOICE') = (choices <> '')", name="choices_of_a_choice"),
        partial_index("uq_entry_fields_one_number", "kind_id", where="is_number", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind_id: Mapped[int] = mapped_column(ForeignKey("entry_kinds.id"))
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    type: Mapped[FieldType] = mapped_column(member(FieldType, "type"))
    required: Mapped[bool] = mapped_column(default=False)
    choices: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    is_number: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[EntryKind] = relationship("EntryKind", back_populates="fields")

    def __str__(self) -> str:
        return self.label

    @property
    def options(self) -> list[str]:
        """What a choice offers."""
        return [line.strip() for line in self.choices.splitlines() if line.strip()]
