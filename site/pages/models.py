"""Page types of the public site. Editors write text; what comes from records is read through `pages.records`."""

import re

from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.contrib.routable_page.models import path as route
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from pages import records
from pages.blocks import PublicBody

PAGE_SIZE = 20


class PublicPage(Page):
    """What all public pages have: an opening sentence, a body of blocks and dates of review."""

    intro = models.TextField(_("opening sentence"), max_length=500, blank=True, default="")
    body = StreamField(PublicBody(), verbose_name=_("body"), blank=True)
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)
    review_by = models.DateField(_("next review due"), null=True, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    promote_panels = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("reviewed_on"), FieldPanel("review_by")], heading=_("Review")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("intro"), index.SearchField("body")]

    class Meta:
        abstract = True

    def trail(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Text and address of the pages above this one, from home. One query; the request remembers where sites begin."""
        above = self.get_ancestors().filter(depth__gt=1).live()
        return [(_("Home") if page.depth == 2 else page.title, page.get_url(request)) for page in above]

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["trail"] = self.trail(request)
        return context


class HomePage(PublicPage):
    """The front of the site."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")


class StandardPage(PublicPage):
    """Text with blocks: our approach, privacy, accessibility, and whatever editors need."""

    parent_page_types = ["pages.HomePage", "pages.StandardPage", "pages.GetInvolvedPage"]

    class Meta:
        verbose_name = _("standard page")


class GetInvolvedPage(PublicPage):
    """How to take part: what is open now, what is coming, and other ways to be heard."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]

    class Meta:
        verbose_name = _("get involved page")


class EventsPage(PublicPage):
    """Planned published activities. What is over leaves the list the next day."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("events page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["rows"] = _page_of(request, records.upcoming(timezone.localdate()))
        context["described"] = [records.describe_activity(activity) for activity in context["rows"]]
        return context


class YouSaidWeDidPage(PublicPage):
    """Published answers to what people said, "we cannot, because" included."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("“you said, we did” page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["rows"] = _page_of(request, records.responses())
        context["described"] = records.describe_responses(list(context["rows"]))
        return context


class InvolvementWorkPage(RoutablePageMixin, PublicPage):
    """Our involvement work: published projects and their activities, and a page for each of them."""

    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("involvement work page")

    @route("")
    def index_route(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The list of published projects."""
        request.is_preview = getattr(request, "is_preview", False)
        rows = _page_of(request, records.projects())
        return self.render(request, context_overrides={"rows": rows, "described": [records.describe_project(project) for project in rows]})

    @route("<slug:reference>/", name="record")
    def record(self, request: HttpRequest, reference: str) -> HttpResponse:
        """`PRJ-3/` or `ACT-12/`: the page of one published record; in small letters it leads there."""
        match = re.fullmatch(r"(PRJ|ACT)-([1-9]\d{0,8})", reference.upper())
        if match is None:
            raise Http404
        if reference != match[0]:
            return HttpResponsePermanentRedirect(f"{self.url}{match[0]}/")
        return self._project(request, int(match[2])) if match[1] == "PRJ" else self._activity(request, int(match[2]))

    def _project(self, request: HttpRequest, pk: int) -> HttpResponse:
        project = records.projects().filter(pk=pk).first()
        if project is None:
            raise Http404
        held = _page_of(request, records.activities().filter(project=project))
        context = {
            "trail": self._trail(request),
            "project": records.describe_project(project),
            "rows": held,
            "described": [records.describe_activity(activity) for activity in held],
            "responses": records.describe_responses(list(records.responses().filter(decision__project=project)[:PAGE_SIZE])),
        }
        return self.render(request, template="pages/project.html", context_overrides=context)

    def _activity(self, request: HttpRequest, pk: int) -> HttpResponse:
        activity = records.activities().filter(pk=pk).first()
        if activity is None:
            raise Http404
        context = {"trail": self._trail(request), "activity": records.describe_activity(activity)}
        return self.render(request, template="pages/activity.html", context_overrides=context)

    def _trail(self, request: HttpRequest) -> list[tuple[str, str]]:
        return [*self.trail(request), (self.title, self.get_url(request))]


def _page_of(request: HttpRequest, found: models.QuerySet):
    """The page of `found` that `?page=` asks for; the nearest one when there is no such page."""
    return Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))


@register_setting(icon="mail")
class ContactDetails(BaseSiteSetting):
    """How the public reaches the engagement team. Empty until the organisation fills it in; pages then say so."""

    team = models.CharField(_("team"), max_length=120, blank=True, default="")
    email = models.EmailField(_("shared mailbox"), blank=True, default="", help_text=_("A team's mailbox, not a person's."))
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    post = models.TextField(_("postal address"), max_length=300, blank=True, default="")
    other_formats = models.TextField(
        _("other formats and languages"), max_length=500, blank=True, default="", help_text=_("How to ask for easy read, large print, BSL or a translation.")
    )

    class Meta:
        verbose_name = _("contact details")

    @property
    def is_filled(self) -> bool:
        return bool(self.email or self.phone or self.post)


class PublicVersion(models.Model):
    """One row: when something public last changed, in microseconds, kept by database triggers (migration 0002). Kept pages carry it."""

    number = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)
