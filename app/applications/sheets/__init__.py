"""What is printed of an application, and what is frozen of it when it is submitted."""

from app.applications.sheets.frozen import frozen_content
from app.applications.sheets.review_sheet import review_sheet

__all__ = ["frozen_content", "review_sheet"]
