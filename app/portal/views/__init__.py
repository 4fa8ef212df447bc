"""The public home and plans; an applicant's applications; everybody's messages."""

from app.portal.views.entry import ForgottenView, PhoneView, RegisterView
from app.portal.views.home import HomeView, PlanPageView
from app.portal.views.hours import OwnHoursView
from app.portal.views.jobs import JobsView
from app.portal.views.messages import MessagesView
from app.portal.views.my_applications import MyApplicationView
from app.portal.views.operator_phone import OperatorPhoneView
from app.portal.views.self_check import SelfCheckView

__all__ = [
    "ForgottenView",
    "HomeView",
    "JobsView",
    "MessagesView",
    "MyApplicationView",
    "OperatorPhoneView",
    "OwnHoursView",
    "PhoneView",
    "PlanPageView",
    "RegisterView",
    "SelfCheckView",
]
