"""What proofreading goes by has changed: said in the transaction of the change, whoever makes it."""

from django.db.models.signals import post_delete, post_save

from accounts.models import Organisation
from issues.models.housetable import TABLES, RuleSwitch, TablesState


def renew_tables(sender: type, raw: bool = False, **_: object) -> None:
    if not raw:
        TablesState.renew()


# The names of organisations are the table of units.
for _model in (*TABLES, RuleSwitch, Organisation):
    for _signal in (post_save, post_delete):
        _signal.connect(renew_tables, sender=_model)
