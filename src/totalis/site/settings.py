"""Settings of the web application, read from the environment; without any, it serves this machine only.

| variable               | meaning                                                        | without it                    |
|------------------------|----------------------------------------------------------------|-------------------------------|
| TOTALIS_SECRET_KEY     | signs what the server hands out; the same for all processes    | a new one for each process    |
| TOTALIS_ALLOWED_HOSTS  | host names it answers to, separated by commas                  | this machine's own            |
| TOTALIS_HTTPS          | 1: reached by TLS only; redirects, HSTS, secure cookies        | 0                             |
| TOTALIS_PROXIES        | own proxies before it, whose X-Forwarded-For/-Proto are true   | 0                             |
| TOTALIS_VERIFY_EMAIL   | 1: nobody signs in before her e-mail address is confirmed      | as TOTALIS_HTTPS              |
| TOTALIS_OPEN_SIGN_UP   | 0: only who is invited gets an account                         | 1                             |
| TOTALIS_DATA_DIR       | where it keeps what it writes                                  | the system's place for data   |
| TOTALIS_DATABASE_URL   | `sqlite:///path`, `postgres://user:password@host/name`         | SQLite in the data directory  |
| TOTALIS_ENCRYPTION_KEYS| keys of what is encrypted, the newest first, by commas         | one in the data directory     |
| TOTALIS_EVIDENCE_URL   | `s3://bucket/prefix?endpoint=…&region=…` for files             | a folder in the data directory|
| TOTALIS_EMAIL_URL      | `smtp://user:password@host:port?tls=starttls` (implicit, none) | mails lie as .eml files there |
| TOTALIS_EMAIL_FROM     | who mails come from                                            | Totalis <totalis@localhost>   |
| TOTALIS_SITE_ADDRESS   | the address that links in mails begin with                     | http://127.0.0.1:8000         |
| TOTALIS_WEBHOOK_NETWORKS| private networks that webhooks may go to, such as 10.1.0.0/16 | none: to public addresses only|
| TOTALIS_COOKIE_SUFFIX  | added to the names of cookies, for several on one host name    | nothing                       |
| TOTALIS_SIGNING_PKCS12 | an agency's signing key, a PKCS#12 file (docs/certificates.md)  | trial keys in the data folder |
| TOTALIS_SIGNING_PASSPHRASE| what opens that file                                        | none                          |
| TOTALIS_SIGNING_MODULE | instead: a token or HSM, the path of its PKCS#11 module        | none                          |
| TOTALIS_SIGNING_TOKEN  | the label of that token                                        | none                          |
| TOTALIS_SIGNING_LABEL  | the label of key and certificate on it                         | none                          |
| TOTALIS_SIGNING_PIN    | what opens it                                                  | none                          |
| TOTALIS_SIGNING_TSA    | time-stamp service whose stamps seals get (RFC 3161)           | seals without a stamp         |
| TOTALIS_MESSAGE_KEY    | key that signs messages to desks and agencies, a JWK file      | one in the data folder        |
| TOTALIS_DEMO           | 1: anybody signs in as anybody of the demonstration's cast     | 0; `totalis demo` sets it     |
| TOTALIS_DEBUG          | 1: Django's own error pages, templates and files read afresh   | 0                             |

`django-admin check --deploy --settings totalis.site.settings` names what a real installation has left out.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from totalis.site import environment, stores

DEBUG = environment.flag("TOTALIS_DEBUG", default=False)
SECRET_KEY = os.environ.get("TOTALIS_SECRET_KEY") or secrets.token_urlsafe(50)
SECRET_KEY_IS_OWN = bool(os.environ.get("TOTALIS_SECRET_KEY"))
ALLOWED_HOSTS = environment.names(
    "TOTALIS_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"]
)
DATA_DIR = environment.data_directory()
DEMO = environment.flag("TOTALIS_DEMO", default=False)
# Browsers do not part cookies by port.
COOKIE_SUFFIX = "".join(
    f"_{name}" for name in environment.names("TOTALIS_COOKIE_SUFFIX", default=[])
)

# ── what it is made of ──
INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",  # for the files of its API pages, which would else come from a foreign host
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "totalis.webbase",
    "totalis.webbase.accounts",
    "totalis.webbase.secrets",
    "totalis.webbase.audit",
    "totalis.webbase.files",
    "totalis.webbase.notices",
    "totalis.webbase.once",
    "totalis.webbase.limits",
    "totalis.webbase.members",
    "totalis.webbase.tokens",
    "totalis.webbase.webhooks",
    "totalis.webbase.signed",
    "totalis.webbase.registers",
    "totalis.casework",
    "totalis.payroll",
    "totalis.exposure",
    "totalis.population",
    "totalis.connected",
    "totalis.authority",
    "totalis.site.demo",
    "totalis.frontdoor",
    "django_tasks",
    "django_tasks_db",
    "allauth",  # after our own apps, whose templates stand before its
    "allauth.account",
    "allauth.mfa",
    "django.contrib.humanize",  # in its pages
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "totalis.webbase.security.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "totalis.webbase.languages.PublicLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "totalis.webbase.addresses.PlainAddressMiddleware",
]
ROOT_URLCONF = "totalis.site.urls"
WSGI_APPLICATION = "totalis.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Stands before the sign-in page of accounts.
        "DIRS": [Path(__file__).parent / "demo/sign_in"] if DEMO else [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "totalis.webbase.accounts.context.desk",
            ]
        },
    }
]
DATABASES = {"default": stores.database(DATA_DIR)}  # ADR 0029
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── words and days ──
LANGUAGE_CODE = "en"
# Each by its own name. The desk is English only: `totalis.webbase.languages` lets no other language in elsewhere.
LANGUAGES = [("en", "English"), ("fr", "Français"), ("es", "Español"), ("de", "Deutsch")]
LANGUAGE_COOKIE_NAME = "totalis_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TRANSLATED_PATHS = ("/service/",)
UNTRANSLATED_PATHS = ("/service/api/",)
LOCALE_PATHS = [Path(__file__).parent.parent / "authority/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DATE_FORMAT = "j F Y"

# ── static files: straight out of the package, no copying step (ADR 0013) ──
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 600

# ── what is stored: keys, evidence, mail, background work (ADR 0028, 0030, 0031) ──
# The first key encrypts, all decrypt; without any, the installation makes one in its data folder on first use.
ENCRYPTION_KEYS = environment.names("TOTALIS_ENCRYPTION_KEYS", default=[])
EVIDENCE_MAX_BYTES = 25 * 1024 * 1024
REGISTER_MAX_BYTES = 100 * 1024 * 1024
REGISTER_MAX_ROWS = 1_000_000
REGISTER_DIRECT_BYTES = 1024 * 1024  # larger ones are read and taken by `totalis work`
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing uses it
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": stores.evidence(DATA_DIR),
}
SIGNING = environment.signing()
globals().update(stores.email())
MAIL_FOLDER = DATA_DIR / "mail"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("TOTALIS_EMAIL_FROM") or "Totalis <totalis@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SITE_ADDRESS = (os.environ.get("TOTALIS_SITE_ADDRESS") or "http://127.0.0.1:8000").rstrip("/")
# Into no network of this server's own, unless its operator names it (webbase.webhooks.address).
WEBHOOK_NETWORKS = environment.networks(
    "TOTALIS_WEBHOOK_NETWORKS", default=["127.0.0.0/8", "::1/128"] if DEBUG else []
)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# ── safety (ADR 0014) ──
# The setting and its shape are those of Django 6, so that its own middleware can take over.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_NAME = f"totalis_csrf{COOKIE_SUFFIX}"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

HTTPS = environment.flag("TOTALIS_HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Entry in the browsers' preload list binds a whole domain for years: its owner decides, not one application on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SECURE = HTTPS

# ── people: passwords, sessions, sign-in by allauth (ADR 0026, 0027) ──
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
DESK_NAV_TEMPLATE = (
    "casework/parts/nav.html"  # in the frame that webbase draws, which knows no desk
)
AGENCY_NAV_TEMPLATE = "authority/parts/nav.html"  # the same for the people of an agency
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_NAME = f"totalis_session{COOKIE_SUFFIX}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # for who asks to stay signed in; else until the browser closes

PROXIES = environment.count("TOTALIS_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

VERIFY_EMAIL = environment.flag("TOTALIS_VERIFY_EMAIL", default=HTTPS)
OPEN_SIGN_UP = environment.flag("TOTALIS_OPEN_SIGN_UP", default=True)
ACCOUNT_ADAPTER = "totalis.webbase.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "signup": "totalis.webbase.members.signup.OpeningForm",
    "login": "totalis.webbase.accounts.forms.SignInForm",
    "add_email": "totalis.webbase.accounts.forms.NewAddressForm",
    "reset_password": "totalis.webbase.accounts.forms.NewPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if VERIFY_EMAIL else "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Totalis: "
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "totalis.webbase.accounts.adapters.TwoFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Totalis"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = not VERIFY_EMAIL
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # a browser has keys over HTTP on this machine only
