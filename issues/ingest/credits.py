"""Bylines to rows: the units and people credited, found or made."""

from collections.abc import Iterable

from accounts.models import Organisation
from issues.ingest.fit import fit
from issues.ingest.manuscript import Doubt, ManuscriptArticle
from issues.models import Contributor


def credit_keys(article: ManuscriptArticle) -> list[tuple[str, str]]:
    """(unit, person) of each credit once, in order; a unit without people is credited itself."""
    keys: dict[tuple[str, str], None] = {}
    for credit in article.credits:
        for name in credit.contributors or ("",):
            keys[credit.organisation or "", name] = None
    return list(keys)


def contributors_of(
    articles: Iterable[ManuscriptArticle], doubts: list[Doubt]
) -> dict[tuple[str, str], Contributor]:
    """Contributors by (unit, person), found by the unit's full or short name or made; units likewise."""
    wanted: dict[tuple[str, str], int] = {}
    for article in articles:
        for key in credit_keys(article):
            wanted.setdefault(key, article.line)
    names = {
        fit(Organisation, "name", unit, "单位名", line): line
        for (unit, _), line in reversed(wanted.items())
        if unit
    }
    units: dict[str, Organisation] = {}
    for organisation in Organisation.objects.all():
        units.setdefault(organisation.name, organisation)
        if organisation.short_name:
            units.setdefault(organisation.short_name, organisation)
    for name, line in names.items():
        if name not in units:
            units[name] = Organisation(name=name)
            doubts.append(
                Doubt("new-organisation", line, f"单位“{name}”是第一次出现，已新建，请在后台归类。")
            )
    Organisation.objects.bulk_create({id(unit): unit for unit in units.values() if unit.pk is None}.values())
    known = {
        (contributor.organisation_id, contributor.name): contributor
        for contributor in Contributor.objects.filter(name__in={name for _, name in wanted})
        .select_related("organisation")
        .iterator()
    }
    found: dict[tuple[str, str], Contributor] = {}
    new: list[Contributor] = []
    for (unit, name), line in wanted.items():
        organisation = units.get(unit)
        key = (organisation.pk if organisation else None, name)
        if key not in known:
            fitted = fit(Contributor, "name", name, "姓名", line)
            known[key] = Contributor(name=fitted, organisation=organisation)
            new.append(known[key])
        found[unit, name] = known[key]
    Contributor.objects.bulk_create(new, batch_size=1000)
    return found
