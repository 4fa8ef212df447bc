"""One queue and one workbench for every audit stage."""

from app.audits.views.naming import ListNamingView
from app.audits.views.page import StagePanel, register_bulk, register_panel, workbench_page
from app.audits.views.workbench import AuditView, PaperView

__all__ = [
    "AuditView",
    "ListNamingView",
    "PaperView",
    "StagePanel",
    "register_bulk",
    "register_panel",
    "workbench_page",
]
