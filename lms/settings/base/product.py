"""Numbers that an office may set by its own rules."""

from lms.settings import env
from lms.settings.base.site import VAR_DIR

JP_YEARLY_LEAST = env.number(
    "JP_YEARLY_LEAST", 20, help="Teaching hours (JP) of development that a civil servant owes each year."
)
JP_YEARLY_MOST_CONTRACT = env.number(
    "JP_YEARLY_MOST_CONTRACT", 24, help="The most teaching hours (JP) that count for contract staff (PPPK) in a year."
)
SIASN_COURSE_KIND = env.text(
    "SIASN_COURSE_KIND", "Bimbingan Teknis", help="What SIASN's course history calls our courses (jenis kursus)."
)
SIASN_TRAINING_KIND = env.text(
    "SIASN_TRAINING_KIND",
    help="Number of the kind of training (jenisDiklatId) in SIASN's own list; without it the column stays empty.",
)
SIASN_ROUNDING = env.choice(
    "SIASN_ROUNDING",
    ("down", "half_up"),
    "down",
    help="How hours become the whole ones that SIASN takes: down, or half rounded up.",
)
INVITATION_DAYS = env.number("INVITATION_DAYS", 14, help="Days until the link that invites a speaker expires.")
INVITATION_KEEP_DAYS = env.number(
    "INVITATION_KEEP_DAYS",
    90,
    help="Days after which the name and address of a speaker whose invitation lapsed unaccepted are removed.",
)
QUIZ_GRACE_SECONDS = env.number(
    "QUIZ_GRACE_SECONDS", 60, help="Seconds after an attempt's deadline until it is closed."
)
ANSWER_KEY_FILE = env.text(
    "ANSWER_KEY_FILE",
    str(VAR_DIR / "keys" / "answers.pem"),
    help="PEM file with the private keys that open answers saved as files, the newest first.",
)
SLIDES_MOST_PAGES = env.number(
    "SLIDES_MOST_PAGES", 300, help="Pages of a PDF that are made into slides at most; longer ones are documents only."
)
LIGHT_VARIANT_KB = env.number(
    "LIGHT_VARIANT_KB", 1000, help="Documents from this size, in kB, get a light variant where one can be made."
)
BADGE_KEY_FILE = env.text(
    "BADGE_KEY_FILE",
    str(VAR_DIR / "keys" / "badges.pem"),
    help="PEM file with the Ed25519 private key that signs Open Badges; without it certificates have no badge.",
)
