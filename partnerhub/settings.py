"""Settings, from the environment (see the table in README.md). Without any it runs on this machine, on SQLite."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import environ
import structlog
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from partnerhub.request_log import name_door

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

TESTING = "pytest" in sys.modules

# --- who and where -----------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# Files that the portal writes: the default database, search indexes, the generated secret.
VAR_DIR = Path(env.str("PARTNERHUB_VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The configured key, else one made once and kept beside the database: no shared default exists."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- apps --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # its widget templates, drawn by our renderer
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "django_countries",
    "oauth2_provider",
    "axes",
    "django_ox",
    "partnerhub.apps.PartnerHubConfig",
    "partnerhub.accounts.apps.AccountsConfig",
    "partnerhub.audit.apps.AuditConfig",
    "partnerhub.api.apps.ApiConfig",
    "telephony.apps.TelephonyConfig",
    "compliance.apps.ComplianceConfig",
    "customers.apps.CustomersConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "partnerhub.api.middleware.TrackingMiddleware",
    "partnerhub.request_log.RequestLogMiddleware",
    "django.middleware.common.CommonMiddleware",
    # From here to ApiLanguageMiddleware only pages for people pass.
    "partnerhub.api.middleware.ApiShortcutMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "partnerhub.accounts.middleware.PersonLanguageMiddleware",
    "partnerhub.accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "partnerhub.api.middleware.ApiLanguageMiddleware",
    "partnerhub.api.middleware.ApiErrorsMiddleware",
]

ROOT_URLCONF = "partnerhub.urls"
WSGI_APPLICATION = "partnerhub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "partnerhub.templatetags.ui",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
        },
    }
]

FORM_RENDERER = "partnerhub.forms.Renderer"

# --- database ----------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'partnerhub.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "partnerhub.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        # Writers take the lock when they begin and wait for it: no deadlock between reader and writer.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "cached_statements": 512,
        # The journal is written back at 16 MB, not at 4: most of its pages are those of the order before.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=268435456; "
        "PRAGMA wal_autocheckpoint=4000;",
    }
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["ENGINE"] = "partnerhub.postgres"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Off behind a pooler that gives each transaction another connection.
    if env.bool("PREPARED_STATEMENTS", default=True):
        DATABASES["default"].setdefault("OPTIONS", {})["prepare_threshold"] = 0
# Opening one costs more than most requests; on SQLite the last to close also writes the journal back.
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- people ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "partnerhub.accounts.backends.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    # A test makes people by the hundred, and the real one is slow by design.
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if TESTING
    else "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "partnerhub.accounts.hashers.RandomSecretHasher",  # of programs, never of people: only the first makes new ones
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "sign-in"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- programs ----------------------------------------------------------------------------------
OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.ApiClient"
OAUTH2_PROVIDER = {
    "SCOPES_BACKEND_CLASS": "partnerhub.api.oauth.scopes.ClientScopes",
    "OAUTH2_VALIDATOR_CLASS": "partnerhub.api.oauth.validator.Validator",
    "CLIENT_SECRET_HASHER": "random_secret",
    "PKCE_REQUIRED": False,  # clients of the contract have a secret and send none; one that is sent is checked
    "ACCESS_TOKEN_EXPIRE_SECONDS": int(timedelta(days=14).total_seconds()),
    # Counted from the end of the access token: 90 days from the issue.
    "REFRESH_TOKEN_EXPIRE_SECONDS": int(timedelta(days=76).total_seconds()),
    # Who presents a used one is not the only one to have it: all of its line end. Within a minute it is only
    # refused (Validator): two threads of one program may have refreshed at the same time.
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "REFRESH_TOKEN_GRACE_PERIOD_SECONDS": 60,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # tokens are kept as hashes
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["partnerhub.api.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["partnerhub.api.permissions.MayDo"],
    "DEFAULT_PARSER_CLASSES": ["partnerhub.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "partnerhub.api.negotiation.JsonWhateverIsAsked",
    "DEFAULT_SCHEMA_CLASS": "partnerhub.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "partnerhub.api.errors.handle",
    "UNAUTHENTICATED_USER": None,
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Partner Hub",
    "DESCRIPTION": "The wholesale provisioning API, and our own resources beside it.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/v1",
    "SERVERS": [{"url": "/"}],
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "partnerhub.api.oauth.described.add_to_document",
    ],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Per client, counted where the cache is: with one cache per process, that many in each. 0 switches it off.
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=0 if TESTING else 3000)

# --- jobs --------------------------------------------------------------------------------------
# The only place that knows the task backend. The truth is in our own rows: every sweep may run at any
# time, twice, or late (architecture.md, Jobs).
_EVERY = {
    "tidy-up": ("partnerhub.tasks.tidy_up", 86_400),
    "seal-history": ("partnerhub.audit.tasks.seal", 5),
    "expire-reviews": ("compliance.tasks.expire_overdue", 30),
    "release-idle-claims": ("compliance.tasks.release_idle_claims", 60),
    "remind-reviewers": ("compliance.tasks.remind", 60),
    "retry-screenings": ("compliance.tasks.retry_unavailable", 15),
    "rescreen-subjects": ("compliance.tasks.rescreen_outdated", 30),
    "self-test-screening": ("compliance.tasks.run_self_test", 24 * 3600),
    "read-missing-names": ("customers.tasks.read_missing_names", 15),
    "remove-organizations": ("customers.tasks.remove_organizations", 15),
    "provision-waiting": ("customers.tasks.provision_waiting", 5),
    "deliver-webhooks": ("customers.tasks.deliver_webhooks", 2),
    "forget-old-deliveries": ("customers.tasks.forget_old_deliveries", 3600),
    "build-billing-reports": ("customers.billing_files.build_waiting_reports", 60),
    "forget-old-requests": ("partnerhub.api.tasks.forget_old_requests", 3600),
}
TASKS = {
    "default": {
        "BACKEND": "partnerhub.jobs.JobQueue",
        "OPTIONS": {
            "SCHEDULES": {
                name: {"task": task, "every": timedelta(seconds=seconds)}
                for name, (task, seconds) in _EVERY.items()
            }
        },
    }
}
if TESTING:
    TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- languages ---------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("he", _("Hebrew"))]
LOCALE_PATHS = [BASE_DIR / "partnerhub" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- files and headers -------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True  # serves from the sources: no collectstatic needed to start
WHITENOISE_AUTOREFRESH = DEBUG or TESTING  # else each test client lists every static file first
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MAILERS = {
    "default": {"BACKEND": env.str("EMAIL_BACKEND", default="django.core.mail.backends.console.EmailBackend")}
}
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="partnerhub@localhost")

# --- the product -------------------------------------------------------------------------------
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")  # of the people of `manage.py up`; empty: made up
RPL_FOUR_EYES = env.str("RPL_FOUR_EYES", default="high_risk")  # never | high_risk | always
# How long a process may go on before it looks whether other list versions are in force.
RPL_INDEX_RECHECK_SECONDS = env.float("RPL_INDEX_RECHECK_SECONDS", default=0.0 if TESTING else 1.0)
# The module that searches the lists; another one must have the same interface.
RPL_ENGINE = env.str("RPL_ENGINE", default="compliance.screening.engine")
PLATFORM = env.str("PLATFORM", default="customers.platform.builtin.BuiltinPlatform")

# For development: webhooks may also go to this machine itself, and there over http.
WEBHOOKS_ALLOW_LOOPBACK = env.bool("WEBHOOKS_ALLOW_LOOPBACK", default=False)

# Where people reach the portal: links in mails begin with it.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

# --- logging -----------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="CRITICAL" if TESTING else "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer()
            if env.bool("LOG_JSON", default=False)
            else structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            "foreign_pre_chain": [
                name_door,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.stdlib.add_log_level,
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # Sweeps run every few seconds: a line for each would bury everything else.
    "loggers": {
        "django_ox": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.tasks": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        name_door,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
