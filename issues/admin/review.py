"""The desk's page of a sign-off: read only."""

from django.contrib import admin

from issues.admin.desk import ReadOnlyAdmin
from issues.models import SignOff


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ["issue", "round", "step", "signer", "signed_at"]
    list_filter = ["step", "issue__publication"]
    list_select_related = ["issue__publication", "signer"]
    search_fields = ["issue__publication__name", "signer__display_name", "signer__username", "note"]
    fieldsets = [(None, {"fields": ["issue", "round", "step", "signer_shown", "signed_at", "note"]})]
    readonly_fields = ["signer_shown"]
    date_hierarchy = "signed_at"
    search_help_text = "刊物、审签人或意见"

    @admin.display(description="审签人")
    def signer_shown(self, sign_off: SignOff) -> str:
        return str(sign_off.signer)
