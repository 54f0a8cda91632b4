"""Addresses: the desk under /admin/, everything else is the readers' site."""

from django.contrib import admin
from django.urls import include, path, re_path

from issues.admin.pictures import upload_picture

urlpatterns = [
    path("admin/upload/", include("issues.admin.upload.urls")),
    path("admin/", admin.site.urls),
    # No end mark: on a paste CKEditor asks for …/upload/&responseType=json.
    re_path(r"^ckeditor/upload/", upload_picture, name="upload-picture"),
    path("", include("issues.public.urls")),
]
