from members.services.erasure import erase_member
from members.services.hand_overs import receive_hand_over, write_hand_over
from members.services.inaugurating import inaugurate_coordinators
from members.services.inbox import read_all_messages, read_message
from members.services.messages import (
    Letter,
    retry_message,
    send_invitation,
    send_message,
    send_messages,
    send_password_reset,
    send_to_address,
)
from members.services.offices import (
    add_office,
    appoint_coordinator,
    change_office,
    end_appointment,
    rename_office,
    save_province,
)
from members.services.people import change_member, correct_own_data, move_member, register_member
from members.services.preferences import choose_delivery
from members.services.roles import grant_role, revoke_role, role_group, sync_coordinator_roles
from members.services.wordings import reset_wording, save_wording

__all__ = [
    "Letter",
    "add_office",
    "appoint_coordinator",
    "change_member",
    "change_office",
    "choose_delivery",
    "correct_own_data",
    "end_appointment",
    "erase_member",
    "grant_role",
    "inaugurate_coordinators",
    "move_member",
    "read_all_messages",
    "read_message",
    "receive_hand_over",
    "register_member",
    "rename_office",
    "reset_wording",
    "retry_message",
    "revoke_role",
    "role_group",
    "save_province",
    "save_wording",
    "send_invitation",
    "send_message",
    "send_messages",
    "send_password_reset",
    "send_to_address",
    "sync_coordinator_roles",
    "write_hand_over",
]
