"""One settings file, fed from the environment. What production needs has no default."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from flowt import logs

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- What this installation is -----------------------------------------------------------------
DEBUG = env.bool("FLOWT_DEBUG", default=False)
FLOWT_DEMO = env.bool("FLOWT_DEMO", default=False)  # demo data, and its public passwords, allowed
SECRET_KEY = env.str("FLOWT_SECRET_KEY")
FLOWT_FIELD_KEYS: list[str] = env.list("FLOWT_FIELD_KEYS")  # first encrypts, all decrypt
FLOWT_DATA = Path(env.str("FLOWT_DATA", default=str(BASE_DIR / ".flowt")))
FLOWT_PORT = env.int("FLOWT_PORT", default=8000)
FLOWT_MAIN_HOSTS: list[str] = env.list("FLOWT_MAIN_HOSTS", default=["localhost", "127.0.0.1"])
FLOWT_BASE_DOMAIN = env.str("FLOWT_BASE_DOMAIN", default="localhost")  # tenants: slug.<this>
FLOWT_HTTPS = env.bool("FLOWT_HTTPS", default=False)
FLOWT_PUBLIC_PORT = env.int("FLOWT_PUBLIC_PORT", default=443 if FLOWT_HTTPS else FLOWT_PORT)
FLOWT_EGRESS_ALLOW: list[str] = env.list("FLOWT_EGRESS_ALLOW", default=[])  # private networks
FLOWT_DNS_SERVERS: list[str] = env.list("FLOWT_DNS_SERVERS", default=[])  # empty: the machine's
FLOWT_LIVE_URL = env.str("FLOWT_LIVE_URL", default="")  # empty: same host, the next port
FLOWT_LIVE_PORT = env.int("FLOWT_LIVE_PORT", default=FLOWT_PORT + 1)
FLOWT_PSP_SIMULATOR = env.str("FLOWT_PSP_SIMULATOR", default="")  # the demo's bank, where one runs
FLOWT_GATEWAY_SIMULATOR = env.str("FLOWT_GATEWAY_SIMULATOR", default="")  # the demo's gateways
FLOWT_MAIL_SIMULATOR = env.str("FLOWT_MAIL_SIMULATOR", default="")  # the demo's post office
FLOWT_MTLS_HEADER = env.str("FLOWT_MTLS_HEADER", default="")  # where the proxy says SUCCESS
FLOWT_TRUSTED_PROXIES = env.int("FLOWT_TRUSTED_PROXIES", default=0)  # before us, in a row
FLOWT_RATES: dict[str, str] = env.dict("FLOWT_RATES", default={})  # "order.place.visitor=9/minute"

# --- Apps: what stands in `public`, and what stands in each tenant's schema --------------------
SHARED_APPS = [
    "django_tenants",
    "flowt",
    "flowt.due",
    "flowt.audit",
    "flowt.operation",
    "tenants",
    "accounts",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_vite",
    "simulator",
]
TENANT_APPS = [
    "flowt.events",
    "flowt.api",
    "flowt.effects",
    "people",
    "catalog",
    "offers",
    "cart",
    "payments",
    "orders",
    "tracking",
    "messaging",
    "leads",
    "storefront",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = True  # search_path is set once a connection and tenant, not per query
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]

MIDDLEWARE = [
    "flowt.browser_rules.BrowserRulesMiddleware",  # outermost: its headers are on every answer
    "flowt.middleware.RequestContextMiddleware",
    "flowt.api.middleware.ApiMiddleware",
    "flowt.observe.ObserveMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "flowt.cookies.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tenants.middleware.TenantMiddleware",
    "flowt.middleware.LanguageMiddleware",
    "tracking.middleware.AttributionMiddleware",
    "storefront.page_cache.PageCacheMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.MembershipMiddleware",
    "flowt.middleware.AccessMiddleware",
    "flowt.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "flowt.urls"
WSGI_APPLICATION = "flowt.wsgi.application"
APPEND_SLASH = True

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
                "flowt.context.shell",
                "accounts.context.navigation",
            ],
        },
    }
]

# --- PostgreSQL and Redis ----------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default="postgres:///flowt")}
DATABASES["default"] |= {
    "ENGINE": "flowt.database",
    "CONN_HEALTH_CHECKS": False,
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),  # of the URL: ?host=/folder/of/the/socket
        "pool": {
            "min_size": env.int("FLOWT_DB_POOL_MIN", default=1),
            "max_size": env.int("FLOWT_DB_POOL_MAX", default=16),
            "timeout": env.int("FLOWT_DB_POOL_TIMEOUT_SECONDS", default=2),
        },
        "connect_timeout": 5,
        "application_name": "flowt",
    },
    "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooled connection may not keep a cursor open
}
FLOWT_DB_MOST_SCHEMAS = env.int("FLOWT_DB_MOST_SCHEMAS", default=16)  # a connection, in its life
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "flowt.tenancy.cache_key",
    }
}

# --- Celery: it only executes; what must not be lost is due work in PostgreSQL -----------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CONCURRENCY = env.int("FLOWT_WORKER_CONCURRENCY", default=2)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 10}
CELERY_TIMEZONE = "UTC"
CELERY_DB_REUSE_MAX = 10**9  # tasks: that is, flowt.celery gives the connection back, not Celery
FLOWT_LEASE_SECONDS = env.int("FLOWT_LEASE_SECONDS", default=60)  # a job's, prolonged while it runs
FLOWT_SENDERS = env.int("FLOWT_SENDERS", default=8)  # threads a worker process has for the network

# --- People signing in -------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:after_sign_in"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, which proves the address
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # accounts.guard counts guesses, without Redis
ACCOUNT_FORMS = {"reset_password": "accounts.second_factor.ResetPasswordForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half minutes that a phone's clock may be off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # for the same reason
MFA_TOTP_ISSUER = "Flowt"
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.second_factor.ReauthenticateForm",
    "activate_totp": "accounts.second_factor.ActivateTotpForm",
    "authenticate_webauthn": "accounts.second_factor.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.second_factor.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.second_factor.LoginPasskeyForm",
    "add_webauthn": "accounts.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.second_factor.EditPasskeyForm",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
]

# --- Web ---------------------------------------------------------------------------------------
ALLOWED_HOSTS = ["*"]  # TenantMiddleware answers only for hosts it knows
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if FLOWT_HTTPS else None
SECURE_SSL_REDIRECT = False  # the proxy's job; a health check speaks plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if FLOWT_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # a tenant's own domain is not ours to promise for
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "flowt.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = FLOWT_HTTPS
SESSION_COOKIE_NAME = "__Host-flowt_session" if FLOWT_HTTPS else "flowt_session"
CSRF_COOKIE_NAME = "__Host-flowt_csrf" if FLOWT_HTTPS else "flowt_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
CSRF_FAILURE_VIEW = "flowt.errors_pages.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

STATIC_URL = "/static/"
STATIC_ROOT = FLOWT_DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "frontend" / "dist"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/.+-[\w-]{8}\.\w+$"  # what Vite named by its content
MEDIA_URL = "/media/"
MEDIA_ROOT = FLOWT_DATA / "media"
STORAGES = {
    "default": {"BACKEND": "flowt.storage.TenantFileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": BASE_DIR / "frontend" / "dist" / ".vite" / "manifest.json",
    }
}

# --- E-mail (per-tenant senders come with `messaging`) -----------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="filemail://")
vars().update(EMAIL_CONFIG)
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = str(FLOWT_DATA / "mail")
FLOWT_MAIL_DAILY = env.int("FLOWT_MAIL_DAILY", default=2_000)  # messages of one business in 24 h
DEFAULT_FROM_EMAIL = env.str("FLOWT_FROM_EMAIL", default="Flowt <no-reply@localhost>")

# --- Words and clocks --------------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Portuguese (Brazil)")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "__Host-flowt_lang" if FLOWT_HTTPS else "flowt_lang"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_SAMESITE = FLOWT_HTTPS, "Lax"
LOCALE_PATHS = sorted(p for p in (BASE_DIR / "locale").glob("*") if p.is_dir())
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Operation ---------------------------------------------------------------------------------
FLOWT_QUEUE_LAG_SECONDS = env.int("FLOWT_QUEUE_LAG_SECONDS", default=300)  # more: unhealthy
FLOWT_METRICS_TOKEN = env.str("FLOWT_METRICS_TOKEN", default="")  # empty: there is no /metrics
FLOWT_OTEL_ENDPOINT = env.str("FLOWT_OTEL_ENDPOINT", default="")  # of OTLP over HTTP
FLOWT_OTEL_SHARE = env.float("FLOWT_OTEL_SHARE", default=1.0)  # of journeys that are traced
FLOWT_SENTRY_DSN = env.str("FLOWT_SENTRY_DSN", default="")
FLOWT_ENVIRONMENT = env.str("FLOWT_ENVIRONMENT", default="demo" if FLOWT_DEMO else "production")

LOGGING_CONFIG = None
logs.configure(
    json=env.str("FLOWT_LOG", default="text") == "json",
    level=env.str("FLOWT_LOG_LEVEL", default="INFO"),
)
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # BrowserRulesMiddleware is Django's SecurityMiddleware, with more
    "security.W008",  # no redirect to HTTPS here: the proxy does it
    "security.W005",  # sub-domains of a tenant's own domain are not ours
    "security.W021",  # nor is the preload list
]
