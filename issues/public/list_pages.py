"""The pages that lead to issues and articles: home, publications, all issues, years, sections, units.

Each is rendered from what was read of the shelf and from the site's identity alone.
"""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from issues.edition.content import EditionContent
from issues.public.identity import Identity, render
from issues.public.machine import head_of_home, head_of_list, head_of_publication
from issues.public.shelf import Shelf, Year
from issues.public.ways import Heading, Listing, YearOfIssues, year_links

# The home shows whole years until so many issues are shown; all of them stand on the page of all issues.
ON_HOME = 40


def home_page(identity: Identity, shelf: Shelf) -> str:
    """The newest issue, each publication's newest, the newest years."""
    title = identity.name or (shelf.newest[0][1].publication if len(shelf.newest) == 1 else identity.title)
    description = "".join(
        f"{content.publication}最新一期：{content.year_label}。" for _entry, content in shelf.newest
    )
    years = _first(shelf.years)
    context = {
        "shelf": shelf,
        "title": title,
        "years": years,
        "has_more": len(years) < len(shelf.years),
        "head": head_of_home(identity, description or "工会工作简报，还没有发布第一期。"),
    }
    return render("public/home.html", context, identity)


def publication_page(
    identity: Identity, shelf: Shelf, content: EditionContent, sections: Sequence[Heading]
) -> str:
    """One publication; `content` is of its newest issue, or of a withdrawn one where all are."""
    years = _first(shelf.years)
    issuer = f"，{content.issuer}编印" if content.issuer else ""
    path = reverse("public:publication", args=(content.slug,))
    context = {
        "shelf": shelf,
        "content": content,
        "sections": sections,
        "year_links": year_links(content.slug, shelf.entries),
        "years": years,
        "has_more": len(years) < len(shelf.years),
        "head": head_of_publication(
            identity, content, f"《{content.publication}》{issuer}，各期目录。", path
        ),
    }
    return render("public/publication.html", context, identity)


def archive_page(
    identity: Identity, shelf: Shelf, sections: Mapping[str, Sequence[Heading]], has_units: bool
) -> str:
    """Every issue of every publication, and all other ways in: what sites call 站点地图."""
    publications = [
        {
            "content": content,
            "sections": sections.get(content.slug, ()),
            "years": year_links(content.slug, [e for e in shelf.entries if e.slug == content.slug]),
        }
        for _entry, content in shelf.newest
    ]
    context = {
        "shelf": shelf,
        "publications": publications,
        "has_units": has_units,
        "head": head_of_list(
            identity, "全部目录", "各刊、各年、各栏目的全部目录。", reverse("public:archive")
        ),
    }
    return render("public/archive.html", context, identity)


def year_page(identity: Identity, year: YearOfIssues, content: EditionContent) -> str:
    """The titles of one year of a publication."""
    path = reverse("public:year", args=(year.slug, year.year))
    title = f"{content.publication} {year.year}年总目录"
    description = f"《{content.publication}》{year.year}年各期篇目，共{len(year.issues)}期。"
    context = {
        "year": year,
        "content": content,
        "head": head_of_publication(identity, content, description, path, title),
    }
    return render("public/year.html", context, identity)


def listing_page(identity: Identity, listing: Listing) -> str:
    """A section through all issues, or a unit through all publications."""
    path = listing.url if listing.year is None else f"{listing.url}{listing.year}/"
    what = f"【{listing.name}】" if listing.kind == "section" else f"{listing.name}供稿"
    of_year = f" {listing.year}年" if listing.year else ""
    is_section = listing.kind == "section"
    where = f" - {listing.publication}" if is_section else ""
    whose = f"《{listing.publication}》" if is_section else ""
    if listing.year is None:
        description = f"{whose}{what}历年全部稿件，共{listing.total}篇。"
    else:
        description = f"{whose}{what}{listing.year}年稿件，共{len(listing.lines)}篇。"
    title = f"{what}{of_year}{where}"
    context = {
        "listing": listing,
        "title": title,
        "head": head_of_list(
            identity,
            title,
            description,
            path,
            column=listing.name,
            kind=listing.publication if is_section else "供稿单位",
        ),
    }
    return render("public/listing.html", context, identity)


def units_page(identity: Identity, units: Sequence[Heading]) -> str:
    """All units that ever contributed."""
    context = {
        "units": units,
        "head": head_of_list(
            identity, "供稿单位", f"历年供稿的单位，共{len(units)}个。", reverse("public:units")
        ),
    }
    return render("public/units.html", context, identity)


def _first(years: Sequence[Year]) -> tuple[Year, ...]:
    shown: list[Year] = []
    count = 0
    for year in years:
        if count >= ON_HOME:
            break
        shown.append(year)
        count += sum(len(row.entries) for row in year.rows)
    return tuple(shown)
