"""Per gate: what entering a stage that has it does, whom the gate asks, what undoing takes back; whom plans ask.
Per kind of job: what runs it. What consumers do again and again, who knows where a recipient is reached, and whom
accounts ask who a person is."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts import codes
from app.accounts.oidc import people
from app.applicants import arrivals
from app.applicants import process as profiles
from app.applicants import queries as applicants
from app.applications import process
from app.applications import queries as applications
from app.applications.services import days, papers
from app.core.workflow import Gate
from app.dry_runs import services as dry_runs
from app.employers.services import forgetting
from app.fees import queries as fee_orders
from app.fees import services as fees
from app.messages import carrying
from app.organisations import queries as organisations
from app.plans import process as plans
from app.portal import aims
from app.public_notices import services as notices
from app.tasks.running import Kind

PROCESS = process.Process(
    entering={Gate.FEE_PAID: fees.open_orders, Gate.PAPER_RECEIVED: papers.ask_for_papers},
    checks={
        Gate.FEE_PAID: fees.unpaid,
        Gate.PAPER_RECEIVED: papers.not_received,
        Gate.NOTICE_COMPLETED: notices.not_completed,
    },
    abandoning={Gate.FEE_PAID: fees.drop_open_order, Gate.NOTICE_COMPLETED: notices.leave_running},
    undoing={
        Gate.FEE_PAID: fees.cancel_order,
        Gate.PAPER_RECEIVED: papers.withdraw_request,
        Gate.NOTICE_COMPLETED: notices.refuse_undo_once_started,
    },
)
PLANS = plans.Process(
    open_applications=applications.count_open, has_orders=fee_orders.any_under, tell=days.tell_of_changes
)
PROFILES = profiles.Process(aim=aims.aim_of, plans=aims.plans_to_aim_at)


PEOPLE = people.People(find=arrivals.find, add=arrivals.add, settle_phone=arrivals.settle_phone)

JOBS: Mapping[str, Kind] = {dry_runs.KIND: dry_runs.run}
ROUNDS = (codes.forget_expired, forgetting.forget_unsubmitted, carrying.carry)
ADDRESSES: Mapping[str, carrying.AddressOf] = {
    "applicant": applicants.address_of,
    "organisation": organisations.address_of,
}


def install() -> None:
    """Hand the tables to accounts, profiles, applications and plans, which cannot import what stands above them."""
    people.install(PEOPLE)
    process.install(PROCESS)
    plans.install(PLANS)
    profiles.install(PROFILES)
