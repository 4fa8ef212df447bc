"""Routes for the tests of the workflow."""

from app.core.workflow import HolderKind, Route, Stage, StageKind, Subject

ANYBODY = Subject(mode="NORMAL", title_code="ENGINEER", employer_kind="NON_PUBLIC_ENTERPRISE")
NAMED = Subject(mode="NORMAL", title_code="ENGINEER", named_in=frozenset({"INTERVIEW"}))


def stage(number: int, kind: StageKind = StageKind.AUDIT, **fields) -> Stage:
    """A stage whose id is ten times its position, so that the two are never confused."""
    given = {
        "id": number * 10,
        "position": number,
        "printed_step": number,
        "name": f"环节{number}",
        "kind": kind,
        "holder": HolderKind.EMPLOYER,
        "min_working_days": 5 if kind == StageKind.PUBLIC_NOTICE else 0,
    }
    return Stage(**(given | fields))


def route(*kinds: StageKind) -> Route:
    """A route of stages of these kinds that apply to everybody."""
    return Route(tuple(stage(number, kind) for number, kind in enumerate(kinds, start=1)))


def printed_route() -> Route:
    """Eleven printed steps (R-202): ② is audit and notice, ⑧ is audit, notice and interview (R-205, R-211)."""
    city, county = HolderKind.HRSS_CITY, HolderKind.HRSS_COUNTY
    lower, upper = HolderKind.RECOMMENDING_COMMITTEE_OFFICE, HolderKind.ACCEPTING_COMMITTEE_OFFICE
    rows = [
        (2, "单位网络审核", StageKind.AUDIT, HolderKind.EMPLOYER),
        (2, "公示后推荐上报", StageKind.PUBLIC_NOTICE, HolderKind.EMPLOYER),
        (3, "初评委资格审核", StageKind.AUDIT, lower),
        (4, "县人力社保局复审", StageKind.AUDIT, county),
        (5, "评前面试", StageKind.INTERVIEW, lower),
        (6, "初评委评审推荐", StageKind.RECOMMENDATION, lower),
        (7, "中评委审核", StageKind.AUDIT, upper),
        (8, "资格复审", StageKind.AUDIT, city),
        (8, "公示", StageKind.PUBLIC_NOTICE, city),
        (8, "面试", StageKind.INTERVIEW, upper),
        (9, "中评委评审", StageKind.REVIEW, upper),
        (10, "公布评审结果", StageKind.ANNOUNCEMENT, upper),
        (11, "制发文件", StageKind.ISSUANCE, city),
    ]
    return Route(
        tuple(
            stage(
                number,
                kind,
                printed_step=printed_step,
                name=name,
                holder=holder,
                applies_when={"named_in": ["INTERVIEW"]} if name == "面试" else {},
            )
            for number, (printed_step, name, kind, holder) in enumerate(rows, start=1)
        )
    )
