"""The dashboard of offices, and that of applicants."""

from app.dashboard.views.dashboard import DashboardView

__all__ = ["DashboardView"]
