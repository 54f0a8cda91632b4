"""Signing in to the desk in a real browser."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from accounts.models import User


def session_of(user: User) -> str:
    """A session's key; to be made before the browser starts, for then the database is closed to this thread."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def open_desk(browser: Browser, live_server: object, session: str, width: int = 1440) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])
    return context.new_page()
