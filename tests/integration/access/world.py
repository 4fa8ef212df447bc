"""Two of everything, side by side, so that every rule has a row beside it that could leak.

Everything of A is under way: employer A, department A, HRSS A, now office A. B is the same on the other side.
C has only drafts. D withdrew (and works for employer B now). E has left, with an entry that employer A refused.
F was returned by HRSS B and is correcting; an entry of F's was audited by employer A, where F worked before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection

from app.access.models import AccessRecord, Account, Delegation
from app.accounts.models import AccountSession
from app.accounts.oidc.models import ExternalIdentity
from app.applicants.models import (
    AnnualAppraisal,
    Applicant,
    AppointmentLetter,
    EducationRecord,
    EmploymentRecord,
    InsurancePeriod,
    Profile,
    ProfileSection,
    Sanction,
    SkillCertificate,
    TitleHeld,
    VocationalQualification,
)
from app.applications.models import (
    Application,
    ApplicationAttachment,
    ApplicationEntry,
    ApplicationHolding,
    FindingRuling,
    ListNaming,
    PaperReceipt,
    Recommender,
    StageOutcome,
    Submission,
)
from app.archives.models import ArchiveEntry, EntryFile, EntryVersion
from app.console.models import SavedFilter
from app.decisions.models import DecisionRecord
from app.employers.models import EmployerRegistration, NameChange
from app.fees.models import FeeOrder, Payment
from app.files.models import StoredFile
from app.hours.models import HoursImport, HoursRecord
from app.messages.models import OutboxMessage
from app.organisations.models import Organisation
from app.plans.models import FeeStandard, PlanAttachment, PlanRoute, ReviewPlan, RouteStage
from app.plans.packs import SECTIONS
from app.posts.models import PostProcedure, PostQuota, PostQuotaLevel, PostSelection
from app.public_notices.models import PublicNotice, PublicNoticeEntry
from app.reviews.models import ReviewResult
from app.tasks.models import Job
from tests.integration.database.rows import MOMENT, Rows

STORED, SENT = MOMENT + dt.timedelta(hours=1), MOMENT + dt.timedelta(hours=2)
STAMP = "0" * 64
CORRECTED = SENT + dt.timedelta(microseconds=1)
PERSONAL = (
    EducationRecord,
    EmploymentRecord,
    TitleHeld,
    AnnualAppraisal,
    AppointmentLetter,
    VocationalQualification,
    SkillCertificate,
    InsurancePeriod,
    Sanction,
)
OF_PLAN = tuple(section.model for section in SECTIONS if section.model is not FeeStandard)


class ScopeWorld:
    """The ids of its rows, by model and label. Labels begin with the letter of whom the row is about."""

    def __init__(self, connection: Connection) -> None:
        self._rows = Rows(connection)
        self.ids: dict[Any, dict[str, int]] = defaultdict(dict)
        self._organisations()
        self._plans()
        self._people()
        self._applications()
        self._entries()
        self._files()
        self._profiles()
        self._submissions()
        self._on_the_way()
        self._notices()
        self._money()
        self._employers()
        self._hours_and_posts()
        self._messages()
        self._decisions()

    def labels(self, model: Any, ids: Any) -> set[str]:
        """The labels of rows by their ids; an id that is no row of the world stands for itself."""
        names = {row_id: label for label, row_id in self.ids[model].items()}
        return {names.get(row_id, str(row_id)) for row_id in ids}

    def change(self, model: Any, row_id: int, **columns: Any) -> None:
        """Overwrite columns of a row."""
        self._rows.change(model, row_id, **columns)

    def _add(self, model: Any, label: str, **columns: Any) -> int:
        self.ids[model][label] = self._rows.add(model, **columns)
        return self.ids[model][label]

    def _organisations(self) -> None:
        for side in "ab":
            self._add(Organisation, f"employer_{side}")
            for kind in ("department", "hrss", "office"):
                self._add(Organisation, f"{kind}_{side}", kind="HRSS_DEPARTMENT", employer_kind=None)
        self.organisation = self.ids[Organisation]

    def _plans(self) -> None:
        states = {"a": "PUBLISHED", "b": "CLOSED", "a_draft": "DRAFT", "b_draft": "DRAFT"}
        for label, status in states.items():
            issuer = self.organisation[f"hrss_{label[0]}"]
            plan = self._add(ReviewPlan, label, issuer_id=issuer, status=status, published_at=MOMENT)
            for model in OF_PLAN:
                self._add(model, label, plan_id=plan)
            self._add(FeeStandard, label, plan_id=plan, payee_id=issuer)
            self._add(RouteStage, label, route_id=self.ids[PlanRoute][label])

    def _people(self) -> None:
        employers = {"a": "employer_a", "b": "employer_b", "c": "employer_a", "d": "employer_b", "f": "employer_b"}
        for label in "abcdef":
            employer = self.organisation.get(employers.get(label, ""))
            # Department A keeps the file of E, and kept that of F.
            centre = self.organisation["department_a"] if label in "ef" else None
            person = self._add(Applicant, label, employer_id=employer, file_centre_id=centre, file_hosted=label == "e")
            for model in PERSONAL:
                self._add(model, label, applicant_id=person)
            self._add(Account, label, applicant_id=person)
        self._add(Account, "editor")
        for label in ("a", "b", "editor"):
            self._add(SavedFilter, label, account_id=self.ids[Account][label])
            self._add(Job, label, account_id=self.ids[Account][label])
            self._add(AccountSession, label, account_id=self.ids[Account][label])
            self._add(AccessRecord, label, about_account_id=self.ids[Account][label])
            self._add(ExternalIdentity, label, account_id=self.ids[Account][label])
        self._add(AccessRecord, "nobody", about_account_id=None)

    def _applications(self) -> None:
        for label, side, status in (
            ("a", "a", "UNDER_WAY"),
            ("b", "b", "UNDER_WAY"),
            ("c", "a", "DRAFT"),
            ("d", "a", "WITHDRAWN"),
            ("f", "b", "RETURNED"),
        ):
            held, sent = status == "UNDER_WAY", status != "DRAFT"
            self._add(
                Application,
                label,
                applicant_id=self.ids[Applicant][label],
                plan_id=self.ids[ReviewPlan][side],
                employer_id=self.organisation[f"employer_{side}"],
                status=status,
                stage_id=self.ids[RouteStage][side] if held else None,
                holder_id=self.organisation[f"office_{side}"] if held else None,
                submission_count=int(sent),
                submitted_at=SENT if sent else None,
            )
        for label, holders in {
            "a": ("employer_a", "department_a", "hrss_a", "office_a"),
            "b": ("employer_b", "department_b", "hrss_b", "office_b"),
            "d": ("employer_a",),
            "f": ("employer_b", "hrss_b"),
        }.items():
            for holder in holders:
                self._add(
                    ApplicationHolding,
                    f"{label}_{holder}",
                    application_id=self.ids[Application][label],
                    organisation_id=self.organisation[holder],
                    stage_id=self.ids[RouteStage][holder[-1]],
                    left_at=None if holder.startswith("office") else MOMENT,
                )

    def _file(self, label: str, stored_at: dt.datetime = STORED) -> int:
        person, sha256 = self.ids[Applicant][label[0]], _digest(label)
        return self._add(StoredFile, label, applicant_id=person, stored_at=stored_at, sha256=sha256)

    def _entries(self) -> None:
        moments = {"c_evidence": SENT, "f_replaced": CORRECTED}
        for label, status, employer, evidence in (
            ("a", "PASSED", "employer_a", "a_evidence"),
            ("a_beside", "PASSED", "employer_a", "a_beside"),
            ("a_draft", "DRAFT", None, "a_draft"),
            ("b", "PASSED", "employer_b", "b_evidence"),
            ("c", "SUBMITTED", "employer_a", "c_evidence"),
            ("e", "REJECTED", "employer_a", "e_evidence"),
            ("f", "PASSED", "employer_a", "f_evidence"),
            ("f_returned", "RETURNED", "employer_b", "f_replaced"),
        ):
            self._add(
                ArchiveEntry,
                label,
                applicant_id=self.ids[Applicant][label[0]],
                employer_id=self.organisation[employer] if employer else None,
                status=status,
                submitted_at=SENT if employer else None,
                approved_number=int(status == "PASSED"),
            )
            entry, file = self.ids[ArchiveEntry][label], self._file(evidence, moments.get(evidence, STORED))
            self._add(EntryFile, label, entry_id=entry, file_id=file)
            if status == "PASSED":
                self._add(EntryVersion, label, entry_id=entry, content={}, sha256=STAMP)
        for label in "abcf":
            self._add(
                ApplicationEntry,
                label,
                application_id=self.ids[Application][label],
                entry_id=self.ids[ArchiveEntry][label],
            )

    def _files(self) -> None:
        """Photos and signatures hang on the application; F's attachment came after the return."""
        for label in ("a_unused", "a_photo", "a_signature", "b_photo", "c_photo", "c_signature", "d_photo", "f_photo"):
            self._file(label)
        for label in "abcdf":
            kinds = {"photo_id": f"{label}_photo", "signature_id": f"{label}_signature"}
            found = {column: self.ids[StoredFile].get(file) for column, file in kinds.items()}
            self._rows.change(Application, self.ids[Application][label], **found)
        for label, side in (("a", "a"), ("b", "b"), ("c", "a"), ("d", "a"), ("f", "b")):
            self._add(
                ApplicationAttachment,
                label,
                application_id=self.ids[Application][label],
                kind_id=self.ids[PlanAttachment][side],
                file_id=self._file(f"{label}_attachment"),
            )
            self._add(Recommender, label, application_id=self.ids[Application][label])

    def _profiles(self) -> None:
        """A's record was sent to employer A and B's to B, each with a proof; F's to A, where F worked before."""
        for label, employer in (("a", "employer_a"), ("b", "employer_b"), ("f", "employer_a")):
            person, proof = self.ids[Applicant][label], f"{label}_proof"
            content = {"education": [{"proof": {"id": self._file(proof), "sha256": _digest(proof)}}]}
            self._add(Profile, label, applicant_id=person, employer_id=self.organisation[employer])
            self._add(ProfileSection, label, applicant_id=person, status="SUBMITTED", content=content)
        self._add(ProfileSection, "c", applicant_id=self.ids[Applicant]["c"])

    def _submissions(self) -> None:
        """What was frozen: F has taken a file away since, and put in another, which nobody has been sent yet."""
        self._file("f_taken_away")
        for label, files in {
            "a": ("a_photo", "a_signature", "a_attachment", "a_evidence"),
            "b": ("b_photo", "b_attachment", "b_evidence"),
            "d": ("d_photo", "d_attachment"),
            "f": ("f_photo", "f_taken_away", "f_evidence"),
        }.items():
            content = {"attachments": [{"sha256": _digest(file), "id": self.ids[StoredFile][file]} for file in files]}
            self._add(Submission, label, application_id=self.ids[Application][label], content=content)

    def _on_the_way(self) -> None:
        for label in "ab":
            application = self.ids[Application][label]
            office = self.organisation[f"hrss_{label}"]
            outcome = self._add(
                StageOutcome,
                label,
                application_id=application,
                stage_id=self.ids[RouteStage][label],
                organisation_id=office,
            )
            self._add(ListNaming, label, application_id=application, organisation_id=office)
            self._add(FindingRuling, label, application_id=application, organisation_id=office)
            self._add(PaperReceipt, label, application_id=application, receiver_id=office)
            self._add(ReviewResult, label, application_id=application, outcome_id=outcome)

    def _notices(self) -> None:
        """F stood on employer B's notice, B also on one of HRSS B; HRSS A cancelled one that nobody is left on."""
        for label, organisation, people in (
            ("a", "employer_a", "ad"),
            ("b", "employer_b", "bf"),
            ("hrss_a", "hrss_a", ""),
            ("hrss_b", "hrss_b", "b"),
        ):
            side = organisation[-1]
            notice = self._add(
                PublicNotice,
                label,
                organisation_id=self.organisation[organisation],
                plan_id=self.ids[ReviewPlan][side],
                stage_id=self.ids[RouteStage][side],
            )
            for person in people:
                application = self.ids[Application][person]
                self._add(PublicNoticeEntry, f"{person}_on_{label}", notice_id=notice, application_id=application)

    def _money(self) -> None:
        for label, side, status in (("a", "a", "PAID"), ("b", "b", "PAID"), ("f", "b", "CANCELLED")):
            payee = self.organisation[f"hrss_{side}"]
            application = self.ids[Application][label]
            order = self._add(FeeOrder, label, application_id=application, payee_id=payee, status=status)
            if status == "PAID":
                self._add(Payment, label, order_id=order)

    def _employers(self) -> None:
        """G registers with HRSS A and H with department B; I asks employer A, J has not handed in anything."""
        for label, auditor in {"g": "hrss_a", "h": "department_b", "i": "employer_a", "j": None}.items():
            auditor_id = self.organisation[auditor] if auditor else None
            sent = {"status": "SUBMITTED", "submitted_at": SENT, "document_sha256": "x"} if auditor else {}
            account = self._add(Account, label)
            self._add(EmployerRegistration, label, account_id=account, auditor_id=auditor_id, **sent)
        for label, auditor in {"a": "hrss_a", "b": "department_b"}.items():
            employer = self.organisation[f"employer_{label}"]
            self._add(NameChange, label, organisation_id=employer, auditor_id=self.organisation[auditor])

    def _hours_and_posts(self) -> None:
        """Employer A handed hours in for A and for E, who has left; B did it alone. Each department checks its side."""
        for label, side, people in (("employer_a", "a", "ae"), ("employer_b", "b", "d"), ("b", "b", "b")):
            own = label in self.ids[Applicant]
            one = self._add(
                HoursImport,
                label,
                employer_id=None if own else self.organisation[label],
                applicant_id=self.ids[Applicant][label] if own else None,
                authority_id=self.organisation[f"department_{side}"],
            )
            for person in people:
                applicant = self.ids[Applicant][person]
                self._add(HoursRecord, f"{person}_by_{label}", import_id=one, applicant_id=applicant)
        for side, confirmer in (("a", "hrss_a"), ("b", None)):
            quota = self._add(
                PostQuota,
                side,
                employer_id=self.organisation[f"employer_{side}"],
                confirmer_id=self.organisation[confirmer] if confirmer else None,
            )
            self._add(PostQuotaLevel, side, quota_id=quota)
            self._add(PostProcedure, side, quota_id=quota)
            person = self.ids[Applicant]["e" if side == "a" else "b"]
            self._add(PostSelection, side, quota_id=quota, applicant_id=person)

    def _messages(self) -> None:
        for label, person in self.ids[Applicant].items():
            self._add(OutboxMessage, label, applicant_id=person)
        for label, organisation in self.organisation.items():
            self._add(OutboxMessage, label, applicant_id=None, organisation_id=organisation)
            self._add(Delegation, label, organisation_id=organisation)
        self._add(OutboxMessage, "to_a_phone", applicant_id=None, phone="13800001234")

    def _decisions(self) -> None:
        for kind, model in (
            ("APPLICATION", Application),
            ("ARCHIVE_ENTRY", ArchiveEntry),
            ("APPLICANT", Applicant),
            ("PLAN", ReviewPlan),
            ("EMPLOYER_REGISTRATION", EmployerRegistration),
            ("NAME_CHANGE", NameChange),
            ("ORGANISATION", Organisation),
            ("POST_QUOTA", PostQuota),
        ):
            for label, subject in dict(self.ids[model]).items():
                self._add(DecisionRecord, f"{kind}:{label}", subject_kind=kind, subject_id=subject)


def _digest(label: str) -> str:
    return hashlib.sha256(label.encode()).hexdigest()
