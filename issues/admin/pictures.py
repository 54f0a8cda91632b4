"""Where the editor's picture button, a paste and a drop send their picture; answered as CKEditor expects."""

from django.contrib import admin
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from issues.ingest.pictures import MAX_BYTES, PictureRefused, store_picture


@never_cache
@require_POST
def upload_picture(request: HttpRequest) -> JsonResponse:
    """For whoever may write articles. The CSRF token comes in a header (static/js/ckeditor-upload/)."""
    user = request.user
    if not user.is_authenticated:
        return _refused("登录已过期。请在新窗口中重新登录，再回到这里上传；已写的内容不会丢。", 403)
    may_write = user.has_perm("issues.add_article") or user.has_perm("issues.change_article")
    if not (admin.site.has_permission(request) and may_write):
        return _refused("您没有上传图片的权限。需要时请找管理员开通。", 403)
    sent = request.FILES.get("upload")
    if sent is None:
        return _refused("没有收到图片。请重新选择。", 400)
    if sent.size > MAX_BYTES:
        return _refused(
            f"图片有 {sent.size / 1048576:.0f} MB，超过上限 {MAX_BYTES // 1048576} MB。请先缩小，再上传。",
            413,
        )
    try:
        photo = store_picture(sent.read(), by=user, name=sent.name)
    except PictureRefused as refused:
        return _refused(str(refused), 400)
    return JsonResponse(
        {
            "uploaded": 1,
            "fileName": photo.original_name,
            "url": photo.file.url,
            "width": photo.width,
            "height": photo.height,
            # For the rows of photos below an article (static/js/photos.js).
            "id": photo.pk,
            "thumbnail": photo.thumbnail.url,
        }
    )


def _refused(message: str, status: int) -> JsonResponse:
    return JsonResponse({"uploaded": 0, "error": {"message": message}}, status=status)
