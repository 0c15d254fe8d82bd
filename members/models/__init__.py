from members.models.message import Message
from members.models.office import CoordinatorAppointment, Membership, Office, OfficeName, Province
from members.models.user import User

__all__ = ["CoordinatorAppointment", "Membership", "Message", "Office", "OfficeName", "Province", "User"]
