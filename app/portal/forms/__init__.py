"""Forms of the public pages."""

from app.portal.forms.self_check import FIELDS, SelfCheckForm

__all__ = ["FIELDS", "SelfCheckForm"]
