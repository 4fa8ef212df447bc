"""Demo hours of continuing education: handed in by an institution for its staff, and by one of them for herself."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.applicants.models import Applicant
from app.documents.spreadsheet import Cell, Column, write_xlsx
from app.hours import queries, services
from app.hours.labels import cell_words
from app.hours.template import template

if TYPE_CHECKING:
    from seed.acting import Demo

# 几年前、科目、形式、内容、学时。
Training = tuple[int, str, str, str, int]
OF_STAFF: tuple[Training, ...] = (
    (0, "专业科目", "线下", "建筑施工安全标准宣贯", 24),
    (1, "一般公需科目", "其他网络平台", "公需科目网络学习", 18),
)
BLURRED: tuple[Training, ...] = ((0, "专业科目", "线下", "装配式建筑施工技术培训", 16),)
CORRECTED: tuple[Training, ...] = (*BLURRED, (1, "行业公需科目", "线下", "工程质量管理培训", 12))
OWN = "established"


def add_hours(demo: Demo, people: Sequence[Applicant]) -> None:
    """One import of the institution counts and one waits; a person's own was returned and is handed in again."""
    with demo.acting("institution"):
        first, _second = (_submit(demo, person, OF_STAFF) for person in people)
    with demo.acting("bureau"):
        services.approve(first, _version(first), "经核对证明材料，予以认定。")
    yesterday = demo.today - dt.timedelta(days=1)
    with demo.acting(OWN, yesterday):
        returned = _submit(demo, people[0], BLURRED)
    with demo.acting("bureau", yesterday):
        services.send_back(returned, _version(returned), "培训证明扫描不清晰，请重新扫描后上传。")
    with demo.acting(OWN):
        _submit(demo, people[0], CORRECTED)


def _submit(demo: Demo, person: Applicant, trainings: Sequence[Training]) -> int:
    sheet, proof = _sheet(demo, person, trainings), io.BytesIO(demo.evidence)
    return services.submit(sheet, "继续教育学时.xlsx", proof, "证明.pdf", cell_words())


def _version(import_id: int) -> int:
    return queries.load(import_id).version


def _sheet(demo: Demo, person: Applicant, trainings: Sequence[Training]) -> bytes:
    """The template as it is filled in for one person."""
    rows: list[list[Cell]] = [
        [person.name, person.identity_number, demo.today.year - back, kind, form, name, "示例培训中心", count, ""]
        for back, kind, form, name, count in trainings
    ]
    file = io.BytesIO()
    write_xlsx(file, [Column(words) for words in template().columns.values()], rows, template().title)
    return file.getvalue()
