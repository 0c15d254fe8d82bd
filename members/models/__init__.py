from members.models.hand_over import HandOver
from members.models.message import Message, MessagePreference, MessageTemplate
from members.models.notice import NoticeReceipt, UrgentNotice
from members.models.office import CoordinatorAppointment, Membership, Office, OfficeName, Province
from members.models.user import User

__all__ = [
    "CoordinatorAppointment",
    "HandOver",
    "Membership",
    "Message",
    "MessagePreference",
    "MessageTemplate",
    "NoticeReceipt",
    "Office",
    "OfficeName",
    "Province",
    "UrgentNotice",
    "User",
]
