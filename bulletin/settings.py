"""Settings, one file, read from the environment.

Nothing set: the embedded default. SQLite, loopback only, a secret key made once into DATA_DIR.
ALLOWED_HOSTS set: production. SECRET_KEY is then required, and cookies and redirects insist on HTTPS.
"""

import os
import re
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import lazy

from bulletin.secrets import read_or_make_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"环境变量 {name} 只能是 1 或 0（现为“{value}”）。")


def _text(name: str) -> str:
    return " ".join(os.environ.get(name, "").split())


def _picture(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*\.(svg|png|jpg|webp|ico)", value):
        return value
    raise ImproperlyConfigured(
        f"环境变量 {name} 须是 DATA_DIR 下 identity 文件夹中一个图片的文件名，如 logo.png（现为“{value}”）。"
    )


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if value.isascii() and value.isdigit():
        return int(value)
    raise ImproperlyConfigured(f"环境变量 {name} 须是 0 以上的整数（现为“{value}”）。")


# Where everything that is not code is kept: database, uploads, collected static files, the embedded key.
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = _flag("DEBUG", default=False)
ALLOWED_HOSTS = _list("ALLOWED_HOSTS")
PRODUCTION = bool(ALLOWED_HOSTS)

SECRET_KEY = os.environ.get("SECRET_KEY", "").strip()
if PRODUCTION:
    if not SECRET_KEY:
        raise ImproperlyConfigured("设置了 ALLOWED_HOSTS（正式运行），还须用环境变量 SECRET_KEY 给出密钥。")
else:
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    SECRET_KEY = SECRET_KEY or read_or_make_secret_key(DATA_DIR / "secret-key")

# Keys of before: what they signed or encrypted, second factors among it, can still be read.
SECRET_KEY_FALLBACKS = _list("SECRET_KEY_FALLBACKS")

INSTALLED_APPS = [
    "accounts",
    "issues",
    "django_q",  # after issues, whose qcluster command takes the place of its own
    "ckeditor",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # so that templates/ may take the place of a widget's template
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "issues.public.headers.SecurityHeaders",
    "accounts.requests.CurrentRequest",
    "accounts.requests.StorableAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.requests.StorableForm",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.gate.Gate",
    "axes.middleware.AxesMiddleware",  # the last: it puts the page of a lock-out in any answer's place
]

ROOT_URLCONF = "bulletin.urls"
WSGI_APPLICATION = "bulletin.wsgi.application"
ASGI_APPLICATION = "bulletin.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "issues.admin.counts.bell",
                "issues.public.identity.in_templates",
            ],
        },
    },
]


FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict:
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        url = f"sqlite:///{DATA_DIR / 'bulletin.sqlite3'}"
    refusal = ImproperlyConfigured(  # without the address, which may hold a password
        "环境变量 DATABASE_URL 不是数据库的地址。"
        "请写成 postgres://用户:密码@主机/库名，或不设置它，使用 DATA_DIR 中的 SQLite。"
    )
    try:
        config = dj_database_url.parse(url)
    except ValueError as error:
        raise refusal from error
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            # A writer takes its lock when it begins, so two writers queue instead of failing at commit.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 8}}
        config["CONN_MAX_AGE"] = 0  # the pool keeps the connections
    else:
        raise refusal
    return config


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
# Axes stands before the door and counts; allauth's backend checks passwords and permissions.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.KindsValidator"},
    {"NAME": "accounts.passwords.OwnNameValidator"},
    {"NAME": "accounts.passwords.CommonValidator"},
    {"NAME": "accounts.passwords.UsedBeforeValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds that a link sent by e-mail is good for

# Editors, approvers and administrators then enter the desk only with a second factor.
REQUIRE_SECOND_FACTOR = _flag("REQUIRE_SECOND_FACTOR", default=PRODUCTION)
# Signed out after so many minutes without activity; 0 for never.
IDLE_MINUTES = _number("IDLE_MINUTES", default=30)
# What a page sends by itself is no activity: requests with this header, and those to these first parts of paths.
BACKGROUND_HEADER = "X-Background-Request"
BACKGROUND_PATHS: list[str] = []
# A password older than this must be changed; 0 for never.
PASSWORD_MAX_AGE_DAYS = _number("PASSWORD_MAX_AGE_DAYS", default=0)
# So many reverse proxies of our own stand before us; each adds one address to X-Forwarded-For. 0: none is believed.
PROXY_COUNT = _number("PROXY_COUNT", default=1 if PRODUCTION else 0)
# Addresses that anybody may read, signed in or not; accounts.gate leaves them alone.
OPEN_NAMESPACES = ["public"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]  # nobody signs up: see the adapter
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[工会简报编辑台] "
ACCOUNT_SESSION_REMEMBER = False
# Django's own: allauth's would make rows of unconfirmed addresses, which nobody here confirms.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - a path
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
}
# Failures are counted by axes, in the database. What is left to allauth's cache slows one address down.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": None, "change_password": "20/m/user"}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "工会简报编辑台"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondFactorForm",
    "reauthenticate": "accounts.forms.ConfirmSecondFactorForm",
    "activate_totp": "accounts.forms.SetUpSecondFactorForm",
}

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.lockout.name_for_counting"
AXES_CLIENT_IP_CALLABLE = "accounts.address.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_page"
AXES_RESET_ON_SUCCESS = True
# Half an hour is half an hour, also for somebody who goes on trying.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_SENSITIVE_PARAMETERS = ["login", "username", "password", "oldpassword", "code", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # accounts.events reports who signs in
AXES_ENABLE_ADMIN = False  # accounts.admin has the page of locks
AXES_VERBOSE = False

# E-mail is sent where a server is named.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_PORT = _number("EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = _flag("EMAIL_USE_SSL", default=False)
EMAIL_TIMEOUT = 10  # seconds, for each thing said to the server
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "") or EMAIL_HOST_USER or "webmaster@localhost"

# Where the site is reached, for links in e-mails.
SITE_URL = os.environ.get("SITE_URL", "").strip().rstrip("/") or (
    f"https://{next((host for host in ALLOWED_HOSTS if host != '*'), 'localhost').lstrip('.')}"
    if PRODUCTION
    else "http://127.0.0.1:8000"
)

# Who the readers' site is; what is blank takes no space there. See issues/public/identity.py.
SITE = {
    "name": _text("SITE_NAME"),
    "organiser": _text("SITE_ORGANISER"),
    "contact": _text("SITE_CONTACT"),
    "icp_number": _text("SITE_ICP_NUMBER"),
    "police_number": _text("SITE_POLICE_NUMBER"),
    "id_code": _text("SITE_ID_CODE"),
    "logo": _picture("SITE_LOGO"),
    "favicon": _picture("SITE_FAVICON"),
    # The labels that official sites carry in their pages' heads (SiteName, ArticleTitle, …).
    "page_labels": _flag("SITE_PAGE_LABELS", default=True),
}

# The background worker: sends e-mails, publishes at a set time. Its queue is a table of our own database.
Q_CLUSTER = {
    "name": "bulletin",
    "orm": "default",
    "workers": 2,
    # Seconds. A job is given again when it is not done after `retry`, so: retry > timeout > the longest job,
    # an e-mail to a server that answers each command at the last moment.
    "timeout": 180,
    "retry": 300,
    "poll": 1,
    "queue_limit": 4,
    "catch_up": False,  # a worker that was down does once what it missed many times
    "ack_failures": True,  # a job that fails is not given again: what is tried again keeps count itself
    "save_limit": 50,
}

LANGUAGE_CODE = "zh-hans"
# Named once more, beside the app that holds it: the desk's script texts are looked for in Django's own app and here alone.
LOCALE_PATHS = [BASE_DIR / "issues" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing one, and the demo never collects
# Logo and favicon of the site, as the office has them.
IDENTITY_ROOT = DATA_DIR / "identity"
IDENTITY_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("manual", BASE_DIR / "docs" / "manual" / "pictures"),
    ("identity", IDENTITY_ROOT),
]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "issues.public.assets.HashedFinder",
]
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.[a-z0-9]+$"
# Serve straight from the source folders: the demo needs no collectstatic.
WHITENOISE_USE_FINDERS = True
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Files as people sent them: never served by name, a view hands them to those who may see them.
ORIGINALS_ROOT = DATA_DIR / "originals"
# PDF, Word file and text of each Edition, by their SHA-256; a view hands out what is published.
EDITIONS_ROOT = DATA_DIR / "editions"
# What readers get, as files; made of the database, see issues/public/publish.py.
SITE_ROOT = DATA_DIR / "site"
# They hang together by links, which Windows does not let everybody make: there Django makes each page that is asked for.
SITE_FILES = os.name == "posix"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "issues.public.assets.AssetStorage"},
    "originals": {"BACKEND": "issues.models.storage.OriginalsStorage"},
    "editions": {"BACKEND": "issues.models.storage.EditionsStorage"},
}

# A distribution list of 150 offices is one form; Django's 1,000 fields would refuse it.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
if PRODUCTION:
    # A reverse proxy ends TLS and names the original scheme; without it Django would redirect for ever.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = _flag("SECURE_SSL_REDIRECT", default=True)
    SESSION_COOKIE_SECURE = SECURE_SSL_REDIRECT
    CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = 31536000 if SECURE_SSL_REDIRECT else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

# The bundled CKEditor 4.22.1 gets no free security fixes any more. It is not our security boundary:
# every rich text is sanitised on save (issues/models/richtext.py), its upload addresses are not mounted,
# and the plugins below, which reach out or render foreign HTML, are off. The warning would say only this.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001"]
CKEDITOR_CONFIGS = {
    "default": {
        "language": "zh-cn",
        "width": "100%",
        "height": 480,
        "contentsCss": lazy(static, str)("css/editor.css"),
        "toolbar": [
            ["Undo", "Redo"],
            ["Bold", "Italic", "Underline", "Strike", "Subscript", "Superscript", "RemoveFormat"],
            ["Format", "NumberedList", "BulletedList", "Blockquote"],
            ["Link", "Unlink", "Image", "Table", "SpecialChar"],
            ["PasteText", "PasteFromWord", "Maximize", "Source"],
        ],
        "format_tags": "p;h3;h4;h5",
        "removePlugins": "preview,exportpdf,scayt,wsc,print,save,newpage,templates,flash,iframe,forms,smiley,about",
        "title": "文字编辑区",
        "applicationTitle": "文字编辑区",
        "versionCheck": False,
        # Pictures go to our own view (issues/admin/pictures.py), by button, by paste and by drop.
        "filebrowserUploadUrl": "/ckeditor/upload/",
        "filebrowserUploadMethod": "xhr",
        "removeDialogTabs": "image:advanced;image:Link;link:advanced;link:upload;link:target",
        "image_previewText": " ",
        # Sizes and places are the house style's; the dialog then has no fields for what would not be kept.
        "disallowedContent": "img{*}[width,height,border,hspace,vspace,align]",
        "extra_plugins": ["uploadimage", "bulletinupload", "bulletinpaste"],
        "external_plugin_resources": [
            ("bulletinupload", "/static/js/ckeditor-upload/", "plugin.js"),
            ("bulletinpaste", "/static/js/ckeditor-paste/", "plugin.js"),
        ],
    }
}

# The desk. Its sidebar, home and badges are built by issues/admin; the colours are the readers' site's.
UNFOLD = {
    "SITE_TITLE": "工会简报编辑台",
    "SITE_HEADER": "工会简报编辑台",
    "SITE_SYMBOL": "newsmode",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("favicon.svg")},
    ],
    "THEME": "light",
    "SHOW_BACK_BUTTON": True,
    "ENVIRONMENT": "issues.admin.navigation.environment",
    "DASHBOARD_CALLBACK": "issues.admin.home.fill_index",
    "SIDEBAR": {"navigation": "issues.admin.navigation.sidebar"},
    "STYLES": [lambda request: static("css/desk.css")],
    "SCRIPTS": [lambda request: static("js/desk.js"), lambda request: static("js/idle.js")],
    "ACCOUNT": {"navigation": [{"title": "我的账号", "link": lambda request: reverse("account_home")}]},
    "COLORS": {
        "base": {
            "50": "#faf9f7",
            "100": "#f4f1ed",
            "200": "#e2dcd4",
            "300": "#cec6bc",
            "400": "#978e85",
            "500": "#6f675f",
            "600": "#57504a",
            "700": "#423c37",
            "800": "#2b2724",
            "900": "#1c1917",
            "950": "#0f0d0c",
        },
        "primary": {
            "50": "#fdf3f2",
            "100": "#fbe5e3",
            "200": "#f6cdca",
            "300": "#eea8a4",
            "400": "#e07671",
            "500": "#d0433f",
            "600": "#b81219",
            "700": "#9f0f14",
            "800": "#831013",
            "900": "#6d1316",
            "950": "#3c0607",
        },
        "font": {
            "subtle-light": "var(--color-base-500)",
            "default-light": "var(--color-base-700)",
            "important-light": "var(--color-base-900)",
        },
    },
}
# What is made of public editions, in this order; see issues/edition/release.py.
EDITION_FOLLOWERS = ["issues.search.index.follow", "issues.public.publish.follow"]
# Told when printed forms of a public edition were made; see issues/typesetting/forms.py.
FORM_FOLLOWERS = ["issues.public.publish.refresh"]
# Told every minute by the background worker; see issues/workflow/clock.py.
CLOCK_FOLLOWERS = ["issues.public.publish.keep_for_a_while"]
# After so many days a text that waits for an editor, or an issue for a signature, is marked as overdue.
OVERDUE_AFTER_DAYS = _number("OVERDUE_AFTER_DAYS", default=5)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # accounts.events says the same once, and better.
    "loggers": {"axes": {"level": "ERROR"}, "accounts.events": {"level": "INFO"}},
}
