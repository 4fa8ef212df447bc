"""Keep posts, select people for them, recommend within them."""

from app.posts.services.keeping import (
    confirm,
    may_keep,
    record_step,
    remove_selection,
    remove_step,
    save_quota,
    select_person,
    send_back,
    submit,
)
from app.posts.services.recommending import Recommendation, refused, take, vacant_for

__all__ = [
    "Recommendation",
    "confirm",
    "may_keep",
    "record_step",
    "refused",
    "remove_selection",
    "remove_step",
    "save_quota",
    "select_person",
    "send_back",
    "submit",
    "take",
    "vacant_for",
]
