"""Forms of ours: NHS markup, plain words, safe text. Start from `PlainForm` or `PlainModelForm`."""

from crm.core.forms.base import PlainForm, PlainModelForm, use_plain_words
from crm.core.forms.dates import NHSDateField, PartialDate, PartialDateField
from crm.core.forms.filters import ArchivedFilter, ListFilterSet, SinceFilter, UntilFilter, WordsFilter
from crm.core.forms.locking import Conflict, OnceMixin, VersionMixin
from crm.core.forms.pickers import NewRecord, Picked, QuerySource, RecordField, RecordPicker, RecordsField
from crm.core.forms.renderer import NHSFormRenderer
from crm.core.forms.text import plain_text
from crm.core.forms.widgets import CountedTextarea

__all__ = [
    "ArchivedFilter",
    "Conflict",
    "CountedTextarea",
    "ListFilterSet",
    "NHSDateField",
    "NHSFormRenderer",
    "NewRecord",
    "OnceMixin",
    "PartialDate",
    "PartialDateField",
    "Picked",
    "PlainForm",
    "PlainModelForm",
    "QuerySource",
    "RecordField",
    "RecordPicker",
    "RecordsField",
    "SinceFilter",
    "UntilFilter",
    "VersionMixin",
    "WordsFilter",
    "plain_text",
    "use_plain_words",
]
