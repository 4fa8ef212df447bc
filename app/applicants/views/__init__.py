"""Screens of a person's record."""

from app.applicants.views.audits import ProfileAuditedView, ProfileAuditView
from app.applicants.views.profile import ProfileView

__all__ = ["ProfileAuditView", "ProfileAuditedView", "ProfileView"]
