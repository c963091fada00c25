"""The generic list: filter, sort, page, saved views, exports, and honest empty states."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from crm.core.forms.locking import words_for
from crm.core.models import SavedView
from crm.core.paging import PAGE_SIZE, Slice, bounded_count, read_page
from crm.core.tables import Grouping, RecordList
from crm.core.views.parameters import with_values, without

MOST_HINTS = 4


@dataclass(frozen=True)
class FilterTag:
    """One filter in use: `address` is the list without it."""

    name: str
    label: str
    text: str
    address: str


def record_list(request: HttpRequest, definition: RecordList, **context) -> HttpResponse:
    """Answer one list. Unknown and invalid parameters change nothing and break nothing.

    Cost: three queries (rows, count, saved views) and what the filters' own choices and `prefetch_related` take;
    a list that filters to nothing asks up to four more.
    """
    if not definition.may_open(request.user):
        raise PermissionDenied
    query = plain_query(request)
    filterset = definition.filterset(request.user, query)
    rows = definition.rows(request.user, query, filterset)
    part = read_page(rows, _number(query.get("page", "")))
    tags = filter_tags(filterset, query)
    grouping = definition.grouping_in(query.get("sort", ""), request.user)
    is_shown = [grouping is None or column.key != grouping.key for column in definition.columns_for(request.user)]
    columns = [(column, str(column.label)) for column, shown in zip(definition.columns_for(request.user), is_shown, strict=True) if shown]
    shown_rows = [
        {
            "cells": [column.cell(record, label) for column, label in columns],
            "is_training": getattr(record, "is_training", False),
            "is_archived": getattr(record, "archived_at", None) is not None,
            "group": grouping.of(record) if grouping else None,
        }
        for record in part.rows
    ]
    return render(
        request,
        definition.template,
        {
            "definition": definition,
            "title": definition.title,
            "actions": [item for item in definition.actions if _may(request.user, item)],
            "first_step": definition.first_step if definition.first_step and _may(request.user, definition.first_step) else None,
            "nothing": nothing_words(definition, request.user),
            "filter_form": filterset.form,
            "sort_choices": sort_choices(definition, query, request.user),
            "headings": [heading for heading, shown in zip(headings(definition, query, request.user), is_shown, strict=True) if shown],
            "rows": shown_rows,
            "grouping": grouping,
            "groups": _groups(grouping, rows, shown_rows),
            "page": Pages(part, query),
            "count_words": count_words(part, definition.noun),
            "tags": tags,
            "clear_address": with_values(QueryDict(), sort=query.get("sort", "")) or "?",
            "hint": best_drop(definition, request.user, query, tags) if tags and not part.rows else None,
            "views": saved_views(request, definition.kind),
            "view": query.get("view", ""),
            "kept_query": without(query, "page", "view").urlencode(),
            "may_export": bool(part.rows) and definition.may_export(request.user),
            **definition.extra,
            **context,
        },
    )


def _groups(grouping: Grouping | None, rows: QuerySet, shown_rows: list[dict]) -> list[dict]:
    """The rows of the page by group, each with what its heading shows; one group without a heading where the list has none."""
    if grouping is None or not shown_rows:
        return [{"about": None, "rows": shown_rows}]
    about = grouping.about(rows)
    return [{"about": about[key], "rows": list(found)} for key, found in groupby(shown_rows, key=lambda row: row["group"])]


def plain_query(request: HttpRequest) -> QueryDict:
    """The query of a list without control characters and empty values; what a saved view or an export keeps."""
    from crm.core.forms.text import plain_data

    query = plain_data(request.GET)
    for key, values in list(query.lists()):
        kept = [value[:500] for value in values if value.strip()][:100]
        if kept:
            query.setlist(key, kept)
        else:
            del query[key]
    return query


def _may(user, item: tuple[str, str, str]) -> bool:
    return not item[2] or user.has_right(item[2])


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def nothing_words(definition: RecordList, user) -> tuple[str, str]:
    """Title and text of a list without a row: for readers who see a part only, it does not say that there are none."""
    many = definition.noun[1]
    if user.is_partner_user:
        return _("No {many} are shared with you").format(many=many), _("What the team shares with your organisation appears here.")
    if not user.is_staff_member:
        return _("You have no {many}").format(many=many), _("Your own projects and decisions, and what belongs to them, appear here.")
    return _("No {many} yet").format(many=many), definition.empty_text


def count_words(part: Slice, noun: tuple[str, str]) -> str:
    """`No partners`, `1 partner`, `7 partners`, `1–50 of 4,212 partners`, `51–100 of more than 10,000 partners`."""
    one, many = noun
    if not part.rows:
        return _("No {many}").format(many=many)
    if part.pages == 1 and not part.is_more:
        return f"{part.count:,} {one if part.count == 1 else many}"
    whole = _("more than {count}").format(count=f"{part.count:,}") if part.is_more else f"{part.count:,}"
    return _("{first}–{last} of {whole} {many}").format(first=f"{part.first:,}", last=f"{part.last:,}", whole=whole, many=many)


def headings(definition: RecordList, query: QueryDict, user) -> list[dict]:
    """One dict a column: label, address that sorts by it (or ""), and `aria-sort` where it is the order now."""
    now = definition.sort_key(query.get("sort", ""), user)
    found = []
    for column in definition.columns_for(user):
        heading = {"label": column.label, "address": "", "direction": "", "is_number": column.is_number}
        if column.sort:
            is_current = now.removeprefix("-") == column.key
            heading["direction"] = ("descending" if now.startswith("-") else "ascending") if is_current else ""
            heading["address"] = with_values(without(query, "page"), sort=f"-{column.key}" if now == column.key else column.key)
        found.append(heading)
    return found


def sort_choices(definition: RecordList, query: QueryDict, user) -> list[tuple[str, str, bool]]:
    """Orders offered in the filter form, for phones, where there are no headings: (value, words, is current)."""
    now = definition.sort_key(query.get("sort", ""), user)
    found = []
    for column in definition.columns_for(user):
        if column.sort:
            found.append((column.key, str(column.label), now == column.key))
            found.append((f"-{column.key}", _("{label}, last first").format(label=column.label), now == f"-{column.key}"))
    return found


def filter_tags(filterset, query: QueryDict) -> list[FilterTag]:
    """The filters in use, in words, each with the address of the list without it."""
    tags = []
    cleaned = getattr(filterset.form, "cleaned_data", {})
    for name, item in filterset.form.fields.items():
        value = cleaned.get(name)
        if value is None or value == "" or value == [] or (hasattr(value, "exists") and not query.getlist(name)):
            continue
        if isinstance(item, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            chosen = [(str(getattr(one, "pk", one)), words_for(item, [getattr(one, "pk", one)]) or str(one)) for one in value]
            tags += [FilterTag(name, str(item.label or name), text, with_values(without(query, "page", (name, raw)))) for raw, text in chosen]
        else:
            text = _tag_text(item, value)
            tags.append(FilterTag(name, str(item.label or name), text, with_values(without(query, "page", name, f"{name}_"))))
    return tags


def _tag_text(item: forms.Field, value) -> str:
    from crm.core.tables import as_words

    if isinstance(item, forms.ModelChoiceField):
        return item.label_from_instance(value)
    if isinstance(item, forms.ChoiceField):
        return words_for(item, value)
    if isinstance(item, forms.NullBooleanField | forms.BooleanField):
        return f"{item.label}: {_('yes') if value else _('no')}"
    return f"{item.label}: {as_words(value)}" if isinstance(item, forms.DateField) else as_words(value)


def best_drop(definition: RecordList, user, query: QueryDict, tags: list[FilterTag]) -> dict | None:
    """The filter that removed most, when a list filters to nothing: its tag and how many rows come back without it."""
    best = None
    for tag in tags[:MOST_HINTS]:
        freed = QueryDict(tag.address.removeprefix("?"))
        rows = definition.filterset(user, freed).qs
        count, is_more = bounded_count(rows, 1_000)
        if count and (best is None or count > best["count"]):
            words = f"{count:,} {definition.noun[0] if count == 1 else definition.noun[1]}"
            best = {"tag": tag, "count": count, "words": _("more than {words}").format(words=words) if is_more else words}
    return best


def saved_views(request: HttpRequest, kind: str) -> list[SavedView]:
    """The person's own views of this list and those shared with the team; one query."""
    mine = Q(user=request.user)
    if request.user.team_id:
        mine |= Q(team_id=request.user.team_id)
    return list(SavedView.objects.filter(mine, kind=kind)[:30])


class Pages:
    """Addresses of the pages around one page, for `components/pagination.html`."""

    def __init__(self, part: Slice, query: QueryDict):
        self.part, self.query = part, without(query, "page")

    def _address(self, number: int) -> str:
        return with_values(self.query, page=str(number) if number > 1 else "") or "?"

    @property
    def previous_address(self) -> str:
        return self._address(self.part.number - 1) if self.part.number > 1 else ""

    @property
    def next_address(self) -> str:
        return self._address(self.part.number + 1) if self.part.number < self.part.pages else ""

    @property
    def is_last_offered(self) -> bool:
        return self.part.is_last_offered

    @property
    def size(self) -> int:
        return PAGE_SIZE

    @property
    def numbers(self) -> list[dict]:
        """First, last and two either side of the current page; `gap` between."""
        around = range(self.part.number - 2, self.part.number + 3)
        shown = sorted(number for number in {1, self.part.pages, *around} if 1 <= number <= self.part.pages)
        found: list[dict] = []
        for before, number in zip([0, *shown], shown, strict=False):
            if number - before > 1:
                found.append({"gap": True})
            found.append({"number": number, "address": self._address(number), "current": number == self.part.number})
        return found
