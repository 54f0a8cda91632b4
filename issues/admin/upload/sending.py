"""Files that were just sent: each kept, and with 历史简报 made into its issue at once."""

from dataclasses import asdict, dataclass

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse

from accounts.models import User
from issues.admin.upload.forms import Mode
from issues.ingest.errors import IngestRefused
from issues.ingest.intake import Placement
from issues.ingest.manuscript import Doubt
from issues.ingest.readers import check_kind, check_size
from issues.ingest.sources import as_json, discard, keep, take_in_source
from issues.models import Publication, Purpose, SourceFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `state` is refused, check (a person has to confirm it) or done."""

    name: str
    state: str
    message: str
    url: str = ""
    doubts: int = 0

    def as_dict(self) -> dict:
        return asdict(self)


def receive(file: UploadedFile, mode: Mode, publication: Publication | None, user: User) -> Outcome:
    name = file.name or "未命名"
    purpose = Purpose.ARTICLE if mode == Mode.ARTICLE else Purpose.BULLETIN
    try:
        check_kind(name)
        check_size(name, file.size or 0)
        source = keep(name, file.read(), user, purpose)
    except IngestRefused as refused:
        return Outcome(name, "refused", str(refused).removeprefix(f"{name}："))
    if mode == Mode.ARCHIVE:
        return _archive(source, publication, user)
    return Outcome(source.name, "check", "已上传，请核对后保存。", _confirm_url(source))


def _archive(source: SourceFile, publication: Publication | None, user: User) -> Outcome:
    twin = (
        SourceFile.objects.filter(sha256=source.sha256, issue__isnull=False)
        .select_related("issue__publication")
        .first()
    )
    if twin is not None:
        discard(source)
        return Outcome(source.name, "done", f"以前已经入库：{twin.issue}，没有再存一次。", _issue_url(twin))
    try:
        taken = take_in_source(source, Placement(publication=publication and publication.slug), user)
    except IngestRefused as refused:
        source.doubts = as_json([Doubt("refused", 1, str(refused))])
        source.save(update_fields=["doubts"])
        return Outcome(source.name, "check", f"还不能入库：{refused}", _confirm_url(source), 1)
    source.refresh_from_db()
    count = len(taken.doubts)
    eyes = f"，有{count}处请核对" if count else ""
    return Outcome(
        source.name, "done", f"已入库：{taken.issue}，{taken.articles}篇{eyes}。", _issue_url(source), count
    )


def _confirm_url(source: SourceFile) -> str:
    return reverse("upload:confirm", args=[source.pk])


def _issue_url(source: SourceFile) -> str:
    return reverse("admin:issues_issue_change", args=[source.issue_id])
