"""Demo data: invented people whose applications stand at every stage, each made through the services.

Days are counted from today, so that the demo plan is open whenever the program is first started.
"""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from app.core import clock
from app.dry_runs import services as dry_runs
from app.extensions import db
from app.plans import services as plans
from app.plans.models import ReviewPlan
from seed.acting import Demo, moment
from seed.applications import apply_for_plan, audit_by_employer, publish_notices
from seed.archives import CHANGING, change_approved, fill_archive, submit_profile
from seed.committees import add_committees
from seed.employers import add_centre, add_requests
from seed.offices import audit_by_hrss, pay_and_hand_in, review
from seed.people import PEOPLE, Stop
from seed.pictures import paper
from seed.posts import add_hours_and_posts, add_institution
from seed.records import add_accounts, add_employers, add_person

SOURCE_PLAN = "shangyu-2023-engineering-junior-1"
DEMO_PLAN = "demo-engineering-junior"


def load_demo() -> None:
    """Employers, accounts, people, archives, and one application at every stage."""
    source = db.session.scalars(select(ReviewPlan).where(ReviewPlan.code == SOURCE_PLAN)).one()
    demo = Demo(source.seniority_cutoff_date)
    plan = _open_plan(source, demo)
    demo.plan_id, demo.cutoff = plan.id, plan.seniority_cutoff_date
    demo.evidence = paper("业绩佐证材料", "项目竣工验收证明（演示）。", str(current_app.config["ZHIPING"].fonts_dir))
    add_employers()
    add_institution(demo)
    add_centre()
    for person in PEOPLE:
        demo.applicants[person.key] = add_person(demo, person)
    add_accounts(demo)
    for person in PEOPLE:
        fill_archive(demo, person)
        submit_profile(demo, person)
    for person in PEOPLE:
        if person.stop is not Stop.NONE:
            apply_for_plan(demo, person)
    change_approved(demo, CHANGING)
    audit_by_employer(demo)
    publish_notices(demo)
    audit_by_hrss(demo)
    pay_and_hand_in(demo)
    review(demo)
    add_committees(demo.today)
    add_hours_and_posts(demo)
    add_requests(demo)
    _try_rules(demo)


def _open_plan(source: ReviewPlan, demo: Demo) -> ReviewPlan:
    name = f"{demo.today.year}年度绍兴市上虞区工程技术初级专业技术职务任职资格评审申报计划（演示）"
    plans.publish(source.id, source.version)
    with clock.frozen(moment(demo.opened)):
        plan = plans.clone(source.id, demo.opened, name, DEMO_PLAN)
        return plans.publish(plan.id, plan.version)


def _try_rules(demo: Demo) -> None:
    """A dry run of the plan over those who applied; the server runs it once it has started."""
    with demo.acting("planner"):
        dry_runs.over_applications(demo.plan_id, [demo.plan_id], dry_runs.Asked(demo.cutoff))
