"""What editors build pages from: blocks of the NHS design system, and our own that draw on published records."""

import re

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtailnhsukfrontend import blocks as nhs

from pages import records, strategy

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class RecordsBlock(blocks.StructBlock):
    """A heading over rows of published records. They are read when the page is shown, never typed."""

    heading = blocks.CharBlock(max_length=120)

    class Meta:
        group = _("From the records")
        icon = "list-ul"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        context["rows"] = self.rows(value)
        return context

    def rows(self, value) -> list:
        """What the template lists."""
        raise NotImplementedError


def _limit(default: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(default=default, min_value=1, max_value=50, label=_("How many at most"))


class ActivitiesBlock(RecordsBlock):
    """Involvement activities, of all published work or of one project."""

    project = blocks.CharBlock(required=False, label=_("Project"), help_text=_("A reference such as PRJ-3. Leave empty for all published work."))
    limit = _limit(20)

    class Meta:
        label = _("Involvement activities")
        template = "pages/blocks/activities.html"

    def clean(self, value):
        value = super().clean(value)
        if value["project"] and _project_id(value["project"]) is None:
            wrong = ValidationError(_("Enter a project's reference, like PRJ-3."))
            raise blocks.StructBlockValidationError(block_errors={"project": wrong})
        return value

    def rows(self, value) -> list[records.PublicActivity]:
        found = records.activities()
        if value["project"]:
            found = found.filter(project__in=records.projects().filter(pk=_project_id(value["project"])))
        return [records.describe_activity(activity) for activity in found[: value["limit"]]]


def _project_id(reference: str) -> int | None:
    match = re.fullmatch(r"PRJ-(\d{1,9})", reference.strip().upper())
    return int(match[1]) if match else None


class EventsBlock(RecordsBlock):
    """Planned activities that are not over; past ones leave by themselves."""

    limit = _limit(3)

    class Meta:
        label = _("Upcoming events")
        template = "pages/blocks/activities.html"

    def rows(self, value) -> list[records.PublicActivity]:
        return [records.describe_activity(activity) for activity in records.upcoming(timezone.localdate())[: value["limit"]]]


class OpportunitiesBlock(RecordsBlock):
    """Surveys, phone lines and consultations that are open today."""

    limit = _limit(5)

    class Meta:
        label = _("Open opportunities")
        template = "pages/blocks/activities.html"

    def rows(self, value) -> list[records.PublicActivity]:
        return [records.describe_activity(activity) for activity in records.open_now(timezone.localdate())[: value["limit"]]]


class ResponsesBlock(RecordsBlock):
    """The newest answers to what people said."""

    limit = _limit(3)

    class Meta:
        label = _("Latest “you said, we did”")
        template = "pages/blocks/responses.html"

    def rows(self, value) -> list[records.PublicResponse]:
        return records.describe_responses(list(records.responses()[: value["limit"]]))


class PartnersBlock(RecordsBlock):
    """Organisations that agreed to be named."""

    limit = _limit(50)

    class Meta:
        label = _("Partners we work with")
        template = "pages/blocks/partners.html"

    def rows(self, value) -> list[records.PublicPartner]:
        return [records.describe_partner(organisation) for organisation in records.partners()[: value["limit"]]]


class FiguresBlock(RecordsBlock):
    """Numbers of the financial year with their method."""

    class Meta:
        label = _("Numbers of the year")
        template = "pages/blocks/figures.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        context["any_figure"] = any(figure.number for figure in context["rows"])
        context["first"], context["last"] = records.financial_year(timezone.localdate())
        return context

    def rows(self, value) -> list[records.Figure]:
        return records.figures(*records.financial_year(timezone.localdate()))


class StrategyBlock(blocks.StructBlock):
    """The published involvement strategy: objectives, progress, measures with their newest reading."""

    heading = blocks.CharBlock(max_length=120)

    class Meta:
        label = _("Strategy with progress")
        icon = "list-ul"
        template = "pages/blocks/strategy.html"
        group = _("From the records")

    def get_context(self, value, parent_context=None) -> dict:
        return super().get_context(value, parent_context) | {"strategy": strategy.published_strategy()}


class ContactBlock(blocks.StructBlock):
    """The engagement team's contact details, from the settings of the site; a gap there is shown as a gap."""

    heading = blocks.CharBlock(max_length=120)

    class Meta:
        label = _("Contact details")
        icon = "mail"
        template = "pages/blocks/contact.html"
        group = _("From the records")


class PublicBody(blocks.StreamBlock):
    """The body of a public page."""

    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Text"))
    action_link = nhs.ActionLinkBlock()
    inset_text = nhs.InsetTextBlock()
    warning_callout = nhs.WarningCalloutBlock()
    details = nhs.DetailsBlock()
    expander_group = nhs.ExpanderGroupBlock()
    do_list = nhs.DoBlock()
    dont_list = nhs.DontBlock()
    summary_list = nhs.SummaryListBlock()
    card_group = nhs.CardGroupBlock()
    image = nhs.ImageBlock()
    activities = ActivitiesBlock()
    events = EventsBlock()
    opportunities = OpportunitiesBlock()
    responses = ResponsesBlock()
    partners = PartnersBlock()
    figures = FiguresBlock()
    strategy = StrategyBlock()
    contact = ContactBlock()
