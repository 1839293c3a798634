"""Django's settings, derived from `craftify.config`: change a setting there, not here."""

from typing import Any

from csp.constants import NONCE, NONE, SELF

from craftify.api.settings import REST_FRAMEWORK, simple_jwt  # noqa: F401 (a setting)
from craftify.config import BASE_DIR, load
from craftify.observability.logs import configuration
from craftify.security.headers import REPORTS

CRAFTIFY = load()

DEBUG = False
SECRET_KEY = CRAFTIFY.secret_key
SECRET_KEY_FALLBACKS = CRAFTIFY.secret_key_fallbacks
ALLOWED_HOSTS = CRAFTIFY.allowed_hosts
CSRF_TRUSTED_ORIGINS = CRAFTIFY.trusted_origins
ROOT_URLCONF = "craftify.urls"
ASGI_APPLICATION = "craftify.asgi.application"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# No SQL anywhere: the backend answers transaction.atomic() and refuses every query.
DATABASES = {"default": {"ENGINE": "craftify.dynamo.nodb"}}
AUTH_USER_MODEL = "accounts.AuthUser"
AUTHENTICATION_BACKENDS = ["accounts.auth.StoreBackend"]
PASSWORD_HASHERS = ["accounts.hashers.OneAtATimeArgon2"]

INSTALLED_APPS = [
    "daphne",
    "craftify",
    "accounts",
    "templates_app",
    "approvals",
    "channels",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_htmx",
    "template_partials",
    "csp",
]

MIDDLEWARE = [
    "craftify.observability.request_id.RequestIdMiddleware",
    "craftify.observability.timing.TimingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "craftify.security.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "craftify.security.cors.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "craftify.security.patterns.watching.PatternsMiddleware",
    "craftify.security.hygiene.HygieneMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.web.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "craftify.web.guard.GuardMiddleware",
    "craftify.web.errors.RefusalMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "craftify.web.context.shell",
                "accounts.web.context.people",
                "approvals.web.context.waiting",
                "accounts.notifications.web.context.unread",
            ],
            "builtins": [
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "craftify.web.templatetags.craftify",
            ],
        },
    }
]

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

SESSION_ENGINE = "craftify.dynamo.sessions"
SESSION_COOKIE_NAME = "craftify_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = CRAFTIFY.session_absolute_hours * 3600
CSRF_FAILURE_VIEW = "craftify.web.errors.csrf_failure"
CSRF_COOKIE_NAME = "craftify_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "/sign-in"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CRAFTIFY.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CRAFTIFY.behind_tls else None
# Probes and Prometheus come from inside, past the proxy that ends TLS.
SECURE_REDIRECT_EXEMPT = [r"^health(/|$)", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if CRAFTIFY.behind_tls else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = CRAFTIFY.behind_tls
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# What may be embedded, loaded and run (docs/headers.md); breaches are told to `security.reports`.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default", "craftify-inert"],
        "upgrade-insecure-requests": CRAFTIFY.behind_tls,
        "report-uri": [REPORTS],
        "report-to": "policy",
    }
}

# Events wait here for a process that is busy; what has no room is lost (`craftify.live.bus`).
LAYER_CAPACITY = 10_000
CACHES: dict[str, Any]
CHANNEL_LAYERS: dict[str, Any]
if CRAFTIFY.redis_url:
    CACHES = {
        "default": {
            "BACKEND": "craftify.observability.caches.SharedCache",
            "LOCATION": CRAFTIFY.redis_url,
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [CRAFTIFY.redis_url], "capacity": LAYER_CAPACITY},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "craftify.observability.caches.LocalCache",
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": LAYER_CAPACITY},
        }
    }
# Whose session or token came with a request, for its limits; and what is not counted.
LIMITS_CALLER = "accounts.api.caller.caller"
LIMITS_EXCEPTED = {"/health", "/health/live", "/health/ready", "/metrics", REPORTS}

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
]
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {"bucket_name": CRAFTIFY.s3_bucket},
        }
        if CRAFTIFY.s3_bucket
        else {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": CRAFTIFY.data_dir / "media"},
        }
    ),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = CRAFTIFY.max_request_bytes
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
# Of one form; the rules of approvals have the most fields, a comment the most files.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

SIMPLE_JWT = simple_jwt(
    access_minutes=CRAFTIFY.access_token_minutes, refresh_days=CRAFTIFY.refresh_token_days
)

MJML_BUNDLE = BASE_DIR / "static" / "dist" / "mjml.js"
LOGGING = configuration(
    CRAFTIFY.log_level,
    json=CRAFTIFY.env == "production",
    folder=CRAFTIFY.log_folder,
    cloudwatch={
        "group": CRAFTIFY.cloudwatch_group,
        "region": CRAFTIFY.cloudwatch_region,
        "endpoint": CRAFTIFY.cloudwatch_endpoint,
    }
    if CRAFTIFY.cloudwatch_group
    else None,
)
# Who delivers an entry of the outbox, by its kind (docs/outbox.md).
OUTBOX_HANDLERS = {
    "event": [
        "craftify.live.deliver",
        "approvals.notices.expand",
        "approvals.actions.vacancies.look",
        "accounts.webhooks.expanding.expand",
    ],
    "webhook": ["accounts.webhooks.delivering.deliver"],
    "mail": ["craftify.mail.deliver"],
}
# Who writes the letter of an entry of the kind "mail".
MAIL_LETTERS = "approvals.letters.write"
# Where pages show who else is there: what the id begins with, and who tells whether a member may
# see it (`craftify.live`).
LIVE_PLACES = {"apr": "approvals.access.workflow", "tpl": "templates_app.access.template"}
# What depends on people: asked before a team changes, and when a member does.
PEOPLE_DEPENDENTS = ["approvals.dependents"]
# Called by one process at a time, every so many seconds (`craftify.periodic`).
PERIODIC = {
    "approvals.actions.due.run": 60,
    "accounts.notifications.digests.run": 300,
    "accounts.checkpoints.run": 3600,
}
# The navigation of the settings: label, name of the address, icon, permission that opens it.
SETTINGS_PAGES = [
    ("Profile", "accounts:profile", "user", ""),
    ("Security", "signin:security", "lock", ""),
    ("API keys", "keys:list", "code", ""),
    ("Approval rules", "approvals:rules", "stamp", "approvals.define"),
    ("While I am away", "approvals:away", "delegate", "approvals.decide"),
    ("Notifications", "notifications:choices", "bell", ""),
    ("Organization", "organizations:settings", "home", "organization.manage"),
    ("Members", "people:list", "people", "members.manage"),
    ("Invitations", "invitations:list", "send", "members.manage"),
    ("Roles", "roles:matrix", "key", "members.manage"),
    ("Teams", "teams:list", "module", "members.manage"),
    ("Brand", "brand:brand", "brand", "brand.manage"),
    ("Webhooks", "webhooks:list", "bolt", "webhooks.manage"),
    ("Audit trail", "audit:trail", "chain", "audit.view"),
    ("Security events", "security-events:list", "shield-broken", "organization.manage"),
    ("Undelivered", "undelivered:list", "offline", "organization.manage"),
]
# Who keeps security events (`craftify.security.events`), and how often they are handed over.
SECURITY_EVENTS_KEEPER = "accounts.security_events.keeping.keep"
SECURITY_EVENTS_SECONDS = 3.0
HEALTH_PROBES = {
    "delivery": "craftify.periodic.probe",
    "compiler": "templates_app.preview.probe",
    "mail": "craftify.mail.probe",
}
# Called once in a thread of each web process, so that its first request need not wait.
WARM_UP = ["templates_app.preview.warm_up"]
