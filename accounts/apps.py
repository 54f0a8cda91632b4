"""The accounts app; after every migrate it puts the roles' permissions back as the table says."""

from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "单位与用户"

    def ready(self) -> None:
        from accounts.roles import sync_roles_after_migrate

        post_migrate.connect(sync_roles_after_migrate, sender=self)
        for listening in ("accounts.gate", "accounts.signals"):
            import_module(listening)
