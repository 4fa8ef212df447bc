"""What demo people hand to their employer before they apply: works and personal data."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from app.applicants import services as applicants
from app.archives import queries as archives
from app.archives import services as archive_services
from app.archives.enums import PersonalRole
from app.core.workflow import Decision
from seed.accounts import EMPLOYER
from seed.acting import Demo
from seed.people import Person, Stop

CHANGING = "03"


def fill_archive(demo: Demo, person: Person) -> None:
    """Works of three kinds, two of them audited."""
    done = person.stop is not Stop.NONE
    works: tuple[tuple[str, str, str, dict[str, Any], bool], ...] = (
        (
            "project",
            "示例厂房改造工程",
            "参与施工组织与质量验收，工程一次验收合格。",
            {
                "number": f"SF-2021-{person.key}",
                "source": "示例业主单位",
                "level": "县（区）级",
                "funds": "860",
                "accepted": True,
            },
            True,
        ),
        (
            "transfer",
            "示例设备安装工艺改进",
            "提出安装工艺改进方案并在两个项目推广，缩短工期12天。",
            {"receiver": "示例设备制造单位", "amount": "35"},
            True,
        ),
        (
            "patent",
            "一种示例管线综合支架",
            "提出支架结构方案，绘制全部图样。",
            {"type": "实用新型专利", "number": _patent_number(person), "transferred": False},
            done,
        ),
    )
    for number, (kind, title, effect, details, audited) in enumerate(works):
        with demo.acting(person.key, demo.day(1)):
            entry = archive_services.save(
                None,
                None,
                kind=kind,
                title=title,
                started_on=dt.date(demo.today.year - 2, 3 + number, 1),
                ended_on=dt.date(demo.today.year - 1, 3 + number, 28),
                role=PersonalRole.PARTICIPANT,
                rank=3,
                people=6,
                contribution="负责现场施工组织与质量检查，佐证材料中有署名。",
                effect=effect,
                details=details,
                evidence=[(io.BytesIO(demo.evidence), f"{title}佐证.pdf")],
            )
            archive_services.submit(entry.id, entry.version)
        if audited:
            with demo.acting(operator_of(person), demo.day(2)):
                entry = archives.load(entry.id)
                archive_services.audit(entry.id, entry.version, Decision.PASS, opinion="材料属实。")


def _patent_number(person: Person) -> str:
    """A number of one's own; three people, one of them elsewhere, name the same patent."""
    return {"01": "ZL 2021 2 0000000.1", "02": "ZL202120000000.1", "16": "zl2021-2-0000000.1"}.get(
        person.key, f"ZL 2021 2 00000{person.key}.X"
    )


def change_approved(demo: Demo, key: str) -> None:
    """A person writes a new version of an approved entry; the employer has not audited it yet."""
    applicant_id = demo.applicants[key].id
    with demo.acting(key, demo.day(4)):
        chosen = next(one for one in archives.of_applicant(applicant_id) if one.title.startswith("示例厂房"))
        entry = archive_services.revise(chosen.id, chosen.version)
        entry = archives.load(entry.id)
        entry = archive_services.save(
            entry.id,
            entry.version,
            kind=entry.kind.code,
            title=entry.title,
            grade="县级优质工程",
            started_on=entry.started_on,
            ended_on=entry.ended_on,
            role=entry.role,
            rank=2,
            people=entry.people,
            contribution=entry.contribution,
            effect=f"{entry.effect}工程其后获评县级优质工程。",
            details=entry.details,
            evidence=[(io.BytesIO(demo.evidence), "优质工程证书.pdf")],
        )
        archive_services.submit(entry.id, entry.version)


def submit_profile(demo: Demo, person: Person) -> None:
    """Everybody's personal data is with the employer; that of people who have not applied still waits there."""
    with demo.acting(person.key, demo.day(1)):
        profile = applicants.submit(0)
    if person.stop is not Stop.NONE:
        with demo.acting(operator_of(person), demo.day(2)):
            applicants.audit(profile.id, profile.version, Decision.PASS, opinion="经与人事档案核对，信息无误。")


def operator_of(person: Person) -> str:
    """User name of who acts for the person's employer."""
    return "employer" if person.employer == EMPLOYER else "employer2"
