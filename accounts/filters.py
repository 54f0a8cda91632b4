"""A list filter with a search box, for what there are too many of to list."""

from django.conf import settings
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.contrib.filters.forms import AutocompleteDropdownForm


class SearchForm(AutocompleteDropdownForm):
    """Loads what Django's own search boxes load: Unfold's choice loads Select2 a second time, without its Chinese."""

    class Media:
        extra = "" if settings.DEBUG else ".min"
        js = (
            f"admin/js/vendor/jquery/jquery{extra}.js",
            f"admin/js/vendor/select2/select2.full{extra}.js",
            "admin/js/vendor/select2/i18n/zh-CN.js",
            "admin/js/jquery.init.js",
            "admin/js/autocomplete.js",
        )
        css = {"screen": (f"admin/css/vendor/select2/select2{extra}.css", "admin/css/autocomplete.css")}


class SearchFilter(AutocompleteSelectFilter):
    form_class = SearchForm
