"""Reference data that super-users edit on generated screens."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.catalog.enums import ContactKind, RegionLevel
from app.console.formats import day as written
from app.extensions import Model, member


class Region(Model):
    """A province, city or county by its six-digit division code."""

    __tablename__ = "regions"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("length(code) = 6", name="code_has_six_digits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(60))
    level: Mapped[RegionLevel] = mapped_column(member(RegionLevel, "level"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("regions.id"), index=True)
    parent: Mapped[Region | None] = relationship("Region", remote_side="Region.id")

    def __str__(self) -> str:
        return self.name


class TitleSeries(Model):
    """A series of titles, such as 工程技术."""

    __tablename__ = "title_series"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return self.name


class TitleLevel(Model):
    """员级, 助理级, 中级, 副高, 正高; `rank` orders them, `tier` is the committee level that judges them."""

    __tablename__ = "title_levels"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("rank"),
        CheckConstraint("rank > 0", name="rank_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    rank: Mapped[int]

    def __str__(self) -> str:
        return self.name


class ProfessionalTitle(Model):
    """One title of a series at one level, such as 助理工程师."""

    __tablename__ = "professional_titles"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("series_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    series_id: Mapped[int] = mapped_column(ForeignKey("title_series.id"), index=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("title_levels.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    series: Mapped[TitleSeries] = relationship("TitleSeries")
    level: Mapped[TitleLevel] = relationship("TitleLevel")

    def __str__(self) -> str:
        return self.name


class Specialty(Model):
    """从事专业: printed on the certificate as 专业名称 (R-126)."""

    __tablename__ = "specialties"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("series_id", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    series_id: Mapped[int] = mapped_column(ForeignKey("title_series.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    series: Mapped[TitleSeries] = relationship("TitleSeries")

    def __str__(self) -> str:
        return self.name


class HolidayOverride(Model):
    """A day whose working state differs from the calendar library's, with the order it rests on."""

    __tablename__ = "holiday_overrides"
    __table_args__ = (UniqueConstraint("day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[dt.date]
    is_working: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(200))

    def __str__(self) -> str:
        return written(self.day)


class Contact(Model):
    """An office's public number and address (R-272)."""

    __tablename__ = "contacts"
    __table_args__ = (Index(None, "region_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[ContactKind] = mapped_column(member(ContactKind, "kind"))
    office: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(Text, default="")
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    region: Mapped[Region] = relationship("Region")

    def __str__(self) -> str:
        return self.office
