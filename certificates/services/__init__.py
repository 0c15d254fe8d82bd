from certificates.services.badges import sign_missing_credentials
from certificates.services.changing import (
    expire_certificates,
    replace_certificate,
    revoke_certificate,
    void_certificate,
)
from certificates.services.correcting import (
    ask_correction,
    decline_correction,
    forget_corrections,
    replace_as_seen,
    withdraw_correction,
)
from certificates.services.holding_runs import pause_run, resume_run, try_again
from certificates.services.issuing import issue_automatically, issue_for_batch, issue_missing
from certificates.services.making import make_files, mark_issued
from certificates.services.numbering import check_may_go_back, save_numbering, start_series
from certificates.services.packs import ask_pack, mark_packed, remove_old_packs, write_pack
from certificates.services.parts import fill_parts, remove_part, save_part, switch_kind
from certificates.services.register import ask_register_print, make_register_sheet
from certificates.services.resending import resend_mails
from certificates.services.revisions import take_newest_revision
from certificates.services.visibility import close_shares, hide_certificate, share_certificate

__all__ = [
    "ask_correction",
    "ask_pack",
    "ask_register_print",
    "check_may_go_back",
    "close_shares",
    "decline_correction",
    "expire_certificates",
    "fill_parts",
    "forget_corrections",
    "hide_certificate",
    "issue_automatically",
    "issue_for_batch",
    "issue_missing",
    "make_files",
    "make_register_sheet",
    "mark_issued",
    "mark_packed",
    "pause_run",
    "remove_old_packs",
    "remove_part",
    "replace_as_seen",
    "replace_certificate",
    "resend_mails",
    "resume_run",
    "revoke_certificate",
    "save_numbering",
    "save_part",
    "share_certificate",
    "sign_missing_credentials",
    "start_series",
    "switch_kind",
    "take_newest_revision",
    "try_again",
    "void_certificate",
    "withdraw_correction",
    "write_pack",
]
