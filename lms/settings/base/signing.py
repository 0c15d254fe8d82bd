"""How certificates are sealed."""

from lms.settings import env
from lms.settings.base.site import VAR_DIR

CERTIFICATE_SIGNING_BACKEND = env.choice(
    "CERTIFICATE_SIGNING_BACKEND",  # plain SIGNING_BACKEND is a setting of Django
    ("local", "pkcs11", "bsre"),
    "local",
    help="What signs the PDF certificates: a key file, a PKCS#11 token (HSM), or the seal service of BSrE.",
)
CERTIFICATE_KEY_FILE = env.text(
    "CERTIFICATE_KEY_FILE",
    str(VAR_DIR / "keys" / "signer.pem"),
    help="local: PEM file with the private key and the certificate chain that sign the PDF certificates.",
)
PKCS11_MODULE = env.text("PKCS11_MODULE", help="pkcs11: the token's library, such as /usr/lib/softhsm/libsofthsm2.so.")
PKCS11_TOKEN = env.text("PKCS11_TOKEN", help="pkcs11: label of the token.")
PKCS11_KEY = env.text("PKCS11_KEY", help="pkcs11: label of the private key on the token.")
PKCS11_PIN = env.text("PKCS11_PIN", secret=True, help="pkcs11: the user PIN of the token.")
PKCS11_CHAIN_FILE = env.text(
    "PKCS11_CHAIN_FILE",
    str(VAR_DIR / "keys" / "chain.pem"),
    help="pkcs11: PEM file with the certificate of the key and those above it.",
)
PKCS11_REFUSED_FILE = env.text(
    "PKCS11_REFUSED_FILE",
    str(VAR_DIR / "keys" / "pkcs11-refused"),
    help="pkcs11: where a PIN that the token refused is noted (unreadably), so that no process offers it again.",
)
BSRE_URL = env.text("BSRE_URL", help="bsre: address of the office's e-sign client service, without a path.")
BSRE_USERNAME = env.text("BSRE_USERNAME", secret=True, help="bsre: user of the e-sign client service.")
BSRE_PASSWORD = env.text("BSRE_PASSWORD", secret=True, help="bsre: password of that user.")
BSRE_SUBSCRIBER = env.text("BSRE_SUBSCRIBER", secret=True, help="bsre: idSubscriber of the seal, as BSrE gave it.")
BSRE_SEAL_SUBJECT = env.text(
    "BSRE_SEAL_SUBJECT",
    help="bsre: parts of the name in the office's own certificate, CN=…,O=…; a file sealed by another is refused.",
)
BSRE_ROOT_FILE = env.text(
    "BSRE_ROOT_FILE",
    str(VAR_DIR / "keys" / "bsre-roots.pem"),
    help="bsre: PEM file with the root certificates of BSrE; a file that anybody else sealed is refused.",
)
BSRE_FOLDER = env.text(
    "BSRE_FOLDER",
    str(VAR_DIR / "keys" / "bsre"),
    help="bsre: private folder for the activation code and for sealed files until they are stored.",
)
BSRE_APPEARANCE = env.choice(
    "BSRE_APPEARANCE",
    ("INVISIBLE", "VISIBLE"),
    "INVISIBLE",
    help="bsre: tampilan of the seal. A visible one breaks PDF/UA and PDF/A.",
)
BSRE_PICTURE_FILE = env.text("BSRE_PICTURE_FILE", help="bsre: PNG that a visible seal shows, lower left on the front.")
BSRE_TIMEOUT_SECONDS = env.number("BSRE_TIMEOUT_SECONDS", 20, help="bsre: the longest wait for one answer.")
TIMESTAMP_URL = env.text(
    "TIMESTAMP_URL",
    help="local, pkcs11: address of a time-stamp authority (RFC 3161); empty: signatures carry no time stamp.",
)
TIMESTAMP_ROOT_FILE = env.text(
    "TIMESTAMP_ROOT_FILE",
    help="PEM file with the roots of that authority; a stamp of anybody else stops the signature. Empty: any will do.",
)
TIMESTAMP_TIMEOUT_SECONDS = env.number(
    "TIMESTAMP_TIMEOUT_SECONDS", 10, help="The longest wait for the time-stamp authority."
)
