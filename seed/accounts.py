"""The demo accounts, one for each role. Everybody and every organisation here is invented."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.actor import Role

DEMO_PASSWORD = "zhiping-demo"


@dataclass(frozen=True)
class DemoAccount:
    """One account; `organisation` is a catalog code, `person` a key of seed.people."""

    username: str
    name: str
    role: Role
    note: str
    organisation: str = ""
    person: str = ""


HRSS = "shangyu-hrss"
OFFICE = "shangyu-engineering-junior-office"
EMPLOYER = "demo-employer-1"
OTHER_EMPLOYER = "demo-employer-2"
INSTITUTION = "demo-institution"
BUREAU = "demo-bureau"
CENTRE = "demo-talent-centre"

ACCOUNTS = (
    DemoAccount("applicant", "申小明", Role.APPLICANT, "申报人员：个人信息与业绩已备，尚未申报", person="01"),
    DemoAccount("returned", "退小修", Role.APPLICANT, "申报人员：申报被单位退回，待修改", person="04"),
    DemoAccount("passed", "审小通", Role.APPLICANT, "申报人员：区人社局已审核通过，可下载评审表", person="09"),
    DemoAccount("established", "在小编", Role.APPLICANT, "申报人员：事业单位在编，有继续教育学时", person="31"),
    DemoAccount("employer", "单小办", Role.EMPLOYER_OPERATOR, "用人单位经办人员", organisation=EMPLOYER),
    DemoAccount("employer2", "邻小办", Role.EMPLOYER_OPERATOR, "另一用人单位经办人员", organisation=OTHER_EMPLOYER),
    DemoAccount("institution", "事小办", Role.EMPLOYER_OPERATOR, "事业单位经办人员", organisation=INSTITUTION),
    DemoAccount("registrant", "新小办", Role.EMPLOYER_REGISTRANT, "用人单位注册人员：注册被退回，待修改"),
    DemoAccount("bureau", "主小管", Role.DEPARTMENT_AUDITOR, "行业主管部门审核人员", organisation=BUREAU),
    DemoAccount("centre", "档小管", Role.DEPARTMENT_AUDITOR, "人才交流中心审核人员", organisation=CENTRE),
    DemoAccount("hrss", "人小社", Role.HRSS_AUDITOR, "区人社局审核人员", organisation=HRSS),
    DemoAccount("committee", "评小办", Role.COMMITTEE_OFFICE, "评委会办公室", organisation=OFFICE),
    DemoAccount("finance", "财小务", Role.FINANCE, "财务人员", organisation=HRSS),
    DemoAccount("planner", "计小管", Role.PLAN_ADMINISTRATOR, "评审计划管理员", organisation=HRSS),
    DemoAccount("catalog", "目小编", Role.CATALOG_EDITOR, "目录管理员", organisation=HRSS),
    DemoAccount("system", "系小管", Role.SYSTEM_ADMINISTRATOR, "系统管理员"),
    DemoAccount("security", "安小管", Role.SECURITY_ADMINISTRATOR, "安全管理员"),
    DemoAccount("auditlog", "审小计", Role.AUDIT_VIEWER, "审计员：只读操作日志"),
)


def listed() -> list[tuple[str, str]]:
    """What `run.py` prints: user name and what the account is for."""
    return [(account.username, account.note) for account in ACCOUNTS]
