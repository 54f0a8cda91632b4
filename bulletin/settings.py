"""Settings, one file, read from the environment.

Nothing set: the embedded default. SQLite, loopback only, a secret key made once into DATA_DIR.
ALLOWED_HOSTS set: production. SECRET_KEY is then required, and cookies and redirects insist on HTTPS.
"""

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

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


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


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

INSTALLED_APPS = [
    "accounts",
    "issues",
    "ckeditor",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
        },
    },
]


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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a missing one, and the demo never collects
STATICFILES_DIRS = [BASE_DIR / "static"]
# Serve straight from the source folders: the demo needs no collectstatic.
WHITENOISE_USE_FINDERS = True
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"

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
        "toolbar": [
            ["Undo", "Redo"],
            ["Bold", "Italic", "Underline", "Strike", "Subscript", "Superscript", "RemoveFormat"],
            ["Format", "NumberedList", "BulletedList", "Blockquote"],
            ["Link", "Unlink", "Table", "SpecialChar"],
            ["PasteText", "PasteFromWord", "Maximize", "Source"],
        ],
        "format_tags": "p;h3;h4;h5",
        "removePlugins": "preview,exportpdf,scayt,wsc,print,save,newpage,templates,flash,iframe,forms,smiley,about",
        "versionCheck": False,
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
