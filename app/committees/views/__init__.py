"""Committees on generated screens, their scope, and their catalog as a file."""

from app.committees.views.catalog import CommitteeCatalogView
from app.committees.views.committees import CommitteeFilingView, EntrustmentView, ReviewCommitteeView

__all__ = ["CommitteeCatalogView", "CommitteeFilingView", "EntrustmentView", "ReviewCommitteeView"]
