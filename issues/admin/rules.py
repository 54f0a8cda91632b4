"""The page “校对规则” of a publication: every rule in plain words; each can be switched off, with a reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from issues.models import Publication
from issues.proofing.explained import explain_rules
from issues.proofing.upkeep import TablesRefused, switch_off_rule, switch_on_rule


class RulesPage:
    """For the admin of publications."""

    change_form_before_template = "admin/publication/_pages.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.rules_view)
        return [
            path("<int:pk>/rules/", view, name="issues_publication_rules"),
            *super().get_urls(),
        ]

    def rules_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        publication = self.get_queryset(request).filter(pk=pk).first()
        if publication is None:
            raise Http404(f"没有刊物 {pk}")
        if not self.has_change_permission(request, publication):
            raise PermissionDenied
        typed: dict[str, str] = {}
        if request.method == "POST":
            refusal = self._switch(request, publication)
            if not refusal:
                address = reverse("admin:issues_publication_rules", args=[pk])
                return HttpResponseRedirect(f"{address}#{request.POST.get('rule', '')}")
            messages.error(request, refusal)
            typed = {request.POST.get("rule", ""): request.POST.get("reason", "")[:400]}
        request.current_app = self.admin_site.name
        rules = explain_rules(publication)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "publication": publication,
            "title": f"校对规则：{publication}",
            "rules": [(rule, typed.get(rule.rule.name)) for rule in rules],
            "off_count": sum(rule.switch is not None for rule in rules),
        }
        return TemplateResponse(request, "admin/publication/rules.html", context)

    def _switch(self, request: HttpRequest, publication: Publication) -> str:
        """Do what the form asks for; why not, where it cannot be done."""
        rule = request.POST.get("rule", "")
        if request.POST.get("do") == "on":
            switch_on_rule(publication, rule, request.user)
            messages.success(request, "已恢复使用这条规则。")
            return ""
        try:
            switch_off_rule(publication, rule, request.POST.get("reason", ""), request.user)
        except TablesRefused as refusal:
            return str(refusal)
        messages.success(request, "已停用这条规则，原因已记入操作记录。随时可以恢复。")
        return ""
