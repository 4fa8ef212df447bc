"""Wiring, in order: settings, database, guards, scope, security, screens."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask_appbuilder.const import AUTH_DB
from werkzeug.middleware.proxy_fix import ProxyFix

import app.models  # noqa: F401
from app import process, scope, site_map
from app.access.scoping import Scope
from app.accounts.security import SecurityManager, act_for
from app.cli import register_commands
from app.console.builder import Console
from app.console.errors import register_error_pages
from app.console.headers import register_headers
from app.console.languages import LANGUAGES, OFFICIAL
from app.console.layout import register_layout
from app.console.translations import compiled_catalogs
from app.core import clock
from app.extensions import csrf, db
from app.messages import carrying
from app.portal.views import HomeView
from app.tasks import running
from config import PROJECT, Settings

_scope = Scope(scope.SCOPE)


def build(settings: Settings) -> Flask:
    """See `create_app`."""
    flask_app = Flask(
        "zhiping",
        root_path=str(PROJECT / "app"),
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "app" / "console" / "static"),
        static_url_path="/assets",
    )
    flask_app.config.update(_flask_config(settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        proxied = ProxyFix(flask_app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_port=hops)
        flask_app.wsgi_app = proxied  # type: ignore[method-assign]
    clock.set_offset(settings.clock_offset_days)
    db.init_app(flask_app)
    csrf.init_app(flask_app)
    _scope.install(db.session)
    process.install()
    carrying.install(flask_app, settings, **process.ADDRESSES)
    running.install(flask_app, running.Tasks(process.JOBS, act_for, process.ROUNDS))
    with flask_app.app_context():
        appbuilder = Console(
            flask_app,
            db.session,
            indexview=HomeView,
            base_template="layout/console.html",
            security_manager_class=SecurityManager,
            update_perms=False,
        )
        site_map.register(appbuilder)
    register_layout(flask_app, site_map.MENU)
    register_error_pages(flask_app)
    register_headers(flask_app)
    register_commands(flask_app)
    return flask_app


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "ZHIPING": settings,
        "APP_NAME": "职评",
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # A connection that the database or a firewall closed is replaced before it is used.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": not settings.is_sqlite},
        "TESTING": settings.testing,
        "AUTH_TYPE": AUTH_DB,
        "AUTH_RATE_LIMITED": False,
        "JWT_ACCESS_TOKEN_EXPIRES": dt.timedelta(minutes=30),
        "JWT_REFRESH_TOKEN_EXPIRES": dt.timedelta(hours=12),
        "RATELIMIT_ENABLED": not settings.testing,
        "RATELIMIT_STORAGE_URI": settings.rate_limit_storage,
        "BABEL_DEFAULT_LOCALE": OFFICIAL,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "BABEL_TRANSLATION_DIRECTORIES": str(compiled_catalogs(settings.data_dir)),
        "LANGUAGES": {code: {"name": one.name} for code, one in LANGUAGES.items()},
        "FAB_ADD_SECURITY_VIEWS": True,
        "FAB_ADD_SECURITY_PERMISSION_VIEW": False,
        "FAB_API_SWAGGER_UI": False,
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        # The grid of a long notice's clauses is one form.
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
    }
