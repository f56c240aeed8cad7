"""One audit trail takes the place of the read log, which moves into it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from intake.triggers import audit_triggers
from intake.crypto.audit_chain import FIRST, hash_of, to_the_millisecond

_KINDS = [
    ("listed", "Looked at a list"),
    ("searched", "Searched"),
    ("opened", "Opened"),
    ("revealed", "Revealed what was masked"),
    ("printed", "Printed"),
    ("exported", "Exported"),
    ("keyed_in", "Keyed in a request"),
    ("claimed", "Claimed"),
    ("released", "Released"),
    ("status", "Changed the status"),
    ("attempt", "Recorded a contact attempt"),
    ("override", "Overrode a rule of the safety card"),
    ("note", "Wrote a note"),
    ("linked", "Linked requests"),
    ("unlinked", "Unlinked requests"),
    ("hold", "Set or lifted a legal hold"),
    ("purged", "Purged"),
    ("settings", "Changed settings"),
]
_BATCH = 500


def move_read_log(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write each entry of the read log as the event of an opening, oldest first."""
    entries = apps.get_model("intake", "ReadLogEntry").objects.order_by("read_at", "pk")
    if not entries.exists():
        return
    if settings.INDEX_KEY_FILE is None:
        raise RuntimeError("The read log moves under a key of the staff side: run migrate with its environment.")
    from intake.crypto.keys import audit_keys

    audit_event = apps.get_model("intake", "AuditEvent")
    key, number, last_hash, batch = audit_keys()[0], 0, FIRST, []
    for number, entry in enumerate(entries.iterator(), start=1):
        at = to_the_millisecond(entry.read_at)
        event = audit_event(id=number, at=at, actor_id=entry.reader_id, kind="opened")
        event.submission_id, event.previous_hash = entry.submission_id, last_hash
        event.hash = last_hash = hash_of(
            key,
            number=number,
            at=at,
            actor=entry.reader_id,
            kind="opened",
            submission=entry.submission_id,
            detail={},
            previous=last_hash,
        )
        batch.append(event)
        if len(batch) == _BATCH:
            audit_event.objects.bulk_create(batch)
            batch = []
    audit_event.objects.bulk_create(batch)
    # PostgreSQL alters no table while rows of it wait for their foreign keys to be checked.
    schema_editor.connection.check_constraints()


def install_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Have the database refuse changes."""
    audit_triggers.install(schema_editor.connection)


class Migration(migrations.Migration):
    # There is no way back: a trail that a step back could drop would be none.

    dependencies = [
        ("intake", "0004_workbench"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", models.BigIntegerField(editable=False, primary_key=True, serialize=False, verbose_name="number")),
                ("at", models.DateTimeField(db_index=True, editable=False, verbose_name="time")),
                ("kind", models.CharField(choices=_KINDS, editable=False, max_length=20, verbose_name="what")),
                ("detail", models.JSONField(default=dict, editable=False, verbose_name="detail")),
                ("previous_hash", models.CharField(editable=False, max_length=64, verbose_name="hash before")),
                ("hash", models.CharField(editable=False, max_length=64, unique=True, verbose_name="hash")),
                ("actor", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="who")),
                ("submission", models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="audit_events", to="intake.submission", verbose_name="request")),
            ],
            options={
                "verbose_name": "audit event",
                "verbose_name_plural": "audit events",
                "ordering": ["-pk"],
            },
        ),
        migrations.RunPython(move_read_log),
        migrations.DeleteModel(name="ReadLogEntry"),
        migrations.RunPython(install_triggers),
    ]
