"""Accounts: how somebody logs in, and what happens when somebody guesses."""

from lms.settings import env
from lms.settings.base.site import HTTPS, SITE_NAME

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "members.backends.EmailOrNumberBackend",
]
PASSWORD_HASHERS = ["members.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:desk"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "members.forms.LoginForm",
    "reset_password": "members.forms.ResetPasswordForm",
    "user_token": "members.forms.ResetTokenForm",
}
# A whole class logs in from one address at the start of a test: axes counts failures by person and address instead.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0, help="Trusted reverse proxies in front of the site.")
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
MFA_TOTP_TOLERANCE = 1  # a code of half a minute ago, or of a phone that runs ahead
MFA_TOTP_ISSUER = SITE_NAME
MFA_ADAPTER = "members.adapters.SecondFactorAdapter"
MFA_FORMS = {"add_webauthn": "members.forms.AddKeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
STAFF_SECOND_FACTOR_REQUIRED = env.flag(
    "STAFF_SECOND_FACTOR_REQUIRED", True, help="Staff must set up TOTP or a passkey before they reach the admin."
)
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "members.sign_in.locked_out_response"
AXES_USERNAME_CALLABLE = "members.sign_in.lockout_name"
AXES_USERNAME_FORM_FIELD = "login"
AXES_SENSITIVE_PARAMETERS = ["login", "credential"]
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the waiting time we name is true
AXES_IPWARE_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT
AXES_DISABLE_ACCESS_LOG = True
