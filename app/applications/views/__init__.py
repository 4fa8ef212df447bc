"""The application wizard, and stored files by id."""

from app.applications.views.files import FileView
from app.applications.views.wizard import WizardView

__all__ = ["FileView", "WizardView"]
