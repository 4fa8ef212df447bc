"""The screens of employers, their operators and the offices that audit them."""

from app.employers.views.auditing import NameChangeAuditView, RegistrationAuditedView, RegistrationAuditView
from app.employers.views.centres import FileCentreView, HostedFileView
from app.employers.views.employer import NameChangeView, OperatorView
from app.employers.views.mergers import MergerView
from app.employers.views.registering import EmployerRegistrationView
from app.employers.views.staff import StaffView

__all__ = [
    "EmployerRegistrationView",
    "FileCentreView",
    "HostedFileView",
    "MergerView",
    "NameChangeAuditView",
    "NameChangeView",
    "OperatorView",
    "RegistrationAuditView",
    "RegistrationAuditedView",
    "StaffView",
]
