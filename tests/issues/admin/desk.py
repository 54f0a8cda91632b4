"""What the desk's tests need to find its pages and to send its forms."""

from django.db.models import Model
from django.http import HttpResponse
from django.urls import reverse


def desk_url(target: Model | type[Model], page: str) -> str:
    name = f"admin:{target._meta.app_label}_{target._meta.model_name}_{page}"
    return reverse(name, args=[target.pk] if isinstance(target, Model) else [])


def form_data(page: HttpResponse) -> dict[str, object]:
    """What a browser would send back from an admin page as it stands: the form and its inlines."""
    adminform = page.context["adminform"].form
    forms = [adminform]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return data
