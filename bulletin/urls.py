"""Addresses: the desk under /admin/, accounts under /accounts/, everything else is the readers' site."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache

from accounts.desk import protect
from issues.admin import manual
from issues.admin.notices.views import choices
from issues.admin.pictures import upload_picture
from issues.public.views import issue_file
from issues.search.views import search_page
from issues.typesetting.forms import offered_form

# Before admin.site.urls is read: what is read from it keeps the plain sign-in for good.
protect(admin.site)

handler404 = "issues.public.views.not_found"

urlpatterns = [
    path("admin/manual/", include(manual.urls)),
    path("admin/upload/", include("issues.admin.upload.urls")),
    path("admin/notices/", include("issues.admin.notices.urls")),
    path("admin/proofing/", include("issues.admin.proofing.urls")),
    path("admin/", admin.site.urls),
    path("accounts/notices/", never_cache(choices), name="notice_choices"),
    path("accounts/", include("accounts.urls")),
    # No end mark: on a paste CKEditor asks for …/upload/&responseType=json.
    re_path(r"^ckeditor/upload/", upload_picture, name="upload-picture"),
    # Here readers' pages meet what sets the printed forms; neither room knows the other.
    re_path(
        r"^(?P<slug>[-a-zA-Z0-9_]+)/(?P<year>[1-9][0-9]{3})/(?P<number>[-a-zA-Z0-9_]+)/issue\.(?P<form>pdf|docx|txt)$",
        issue_file,
        {"make": offered_form},
        name="issue-file",
    ),
    path("search/", search_page, name="search"),
    path("", include("issues.public.urls")),
]
