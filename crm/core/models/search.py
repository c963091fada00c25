from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Upper

from crm.core.models.records import RecordQuerySet


class SearchEntry(models.Model):
    """One row a record, kept by database triggers (`crm.core.operations.TrackSearch`), with the columns that say who may find it."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    title = models.TextField()
    words = SearchVectorField()
    on_date = models.DateField(null=True)
    visibility = models.CharField(max_length=12)
    team_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    named_user_ids = ArrayField(models.BigIntegerField(), default=list)
    shared_with_ids = ArrayField(models.BigIntegerField(), default=list)
    is_training = models.BooleanField(default=False)
    is_archived = models.BooleanField(default=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]
        indexes = [
            GinIndex(fields=["words"], name="search_entry_words", fastupdate=False),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="search_entry_title"),
            models.Index(fields=["-on_date", "-id"], name="search_entry_newest"),
            models.Index(fields=["kind", "-on_date", "-id"], name="search_entry_kind_newest"),
            # Partner users and colleagues may see few entries: their search starts from those.
            GinIndex(fields=["shared_with_ids"], condition=models.Q(visibility="shared"), name="search_entry_shared"),
            models.Index(fields=["owner_id"], name="search_entry_owner"),
        ]

    def __str__(self) -> str:
        return self.title
