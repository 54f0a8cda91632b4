"""The photos that follow an article's text: sent one by one as they are chosen, captioned and put in order with it."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from issues.admin.ordering import PositionedForm, PositionedFormSet, PositionedInline
from issues.models import Article, Photo


class PictureWidget(forms.HiddenInput):
    """The number of a photo that was sent, and its thumbnail to look at."""

    input_type = "hidden"
    is_hidden = False
    photo: Photo | None = None

    def render(
        self, name: str, value: object, attrs: dict | None = None, renderer: object = None
    ) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        photo = self.photo
        if photo is None and str(value or "").isdigit():
            photo = Photo.objects.filter(pk=value, article=None).first()
        if photo is None:
            return format_html(
                '<span class="photo-field">{}<img class="photo-thumb" alt="" hidden></span>', field
            )
        return format_html(
            '<span class="photo-field">{}<img class="photo-thumb" src="{}" alt="{}"></span>',
            field,
            photo.thumbnail.url,
            photo.original_name or "图片",
        )


class PhotoForm(PositionedForm):
    user: object = None
    uploaded = forms.ModelChoiceField(
        Photo.objects.none(),
        label="图片",
        required=False,
        widget=PictureWidget,
        error_messages={"invalid_choice": "没有收到这幅图片，或它已用在别处。请重新选择图片。"},
    )

    class Meta:
        model = Photo
        fields = ["caption", "alt", "position"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["uploaded"] = forms.Field(
                label="图片", required=False, disabled=True, widget=PictureWidget()
            )
            self.fields["uploaded"].widget.photo = self.instance
        else:
            # One's own, and not anywhere yet.
            own = Photo.objects.filter(article=None, source=None, uploaded_by=self.user)
            self.fields["uploaded"].queryset = own

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.instance.pk and not cleaned.get("uploaded") and "uploaded" not in self.errors:
            self.add_error("uploaded", "请先选择图片。")
        return cleaned


class PhotoFormSet(PositionedFormSet):
    def save_new(self, form: forms.ModelForm, commit: bool = True) -> Photo:
        """The row is there since the picture was sent; now it gets its place."""
        photo = form.cleaned_data["uploaded"]
        photo.article = self.instance
        for name in ("caption", "alt", "position"):
            setattr(photo, name, form.cleaned_data[name])
        if commit:
            photo.save()
        return photo


class PhotoInline(PositionedInline):
    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    fields = ["uploaded", "caption", "alt", "position"]
    readonly_fields = ["uploaded_shown"]
    verbose_name_plural = "文后图片"

    class Media:
        js = ["js/photos.js"]

    def get_formset(
        self, request: HttpRequest, obj: Article | None = None, **kwargs: object
    ) -> type[forms.BaseInlineFormSet]:
        form = type("PhotoForm", (PhotoForm,), {"user": request.user})
        return super().get_formset(request, obj, form=form, **kwargs)

    @admin.display(description="图片")
    def uploaded_shown(self, photo: Photo) -> SafeString:
        return format_html('<img class="photo-thumb" src="{}" alt="{}">', photo.thumbnail.url, str(photo))

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        """Who may only read the article sees its pictures."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fields
        return ["uploaded_shown", *self.fields[1:]]
