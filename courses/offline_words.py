"""What the script that keeps a course on a device says, in the reader's language."""

from django.utils.translation import gettext as _


def keep_texts() -> dict[str, str]:
    return {
        "offer": _(
            "The course, its materials, pictures, slides and documents are kept on this device until you log out, or "
            "were not on the site for 30 days."
        ),
        "keep": _("Keep on this device (about {size})"),
        "recordings": _("With recordings ({size})"),
        "keeping": _("Keeping: {done} of {of} …"),
        "since": _("Available without a signal since {day} ({size})."),
        "changed": _("Materials have changed since then."),
        "unfinished": _("Keeping is not finished yet."),
        "closed": _("Not open yet, and so not kept: {count}."),
        "full": _("There is not enough room on this device. Remove another course, or fetch a session's pack."),
        "signal": _("The signal broke off. What is kept already stays; try again."),
        "unable": _("This browser keeps nothing for reading without a signal. The timetable has packs instead."),
        "insecure": _("Without https a browser keeps nothing. The timetable has packs to read without a signal."),
    }
