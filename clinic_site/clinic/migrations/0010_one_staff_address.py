"""Let each staff address be on the list once, whatever its capital letters."""

from collections import defaultdict

from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.models.functions import Lower


def report_duplicates(apps, schema_editor):
    """Raise CommandError, which names the addresses that are there twice; nothing is deleted or merged."""
    same = defaultdict(list)
    for email in apps.get_model("clinic", "StaffAddress").objects.values_list("email", flat=True):
        same[email.lower()].append(email)
    twice = [", ".join(emails) for emails in same.values() if len(emails) > 1]
    if twice:
        raise CommandError(
            "Nothing was changed: these staff addresses differ only in capital letters, and each may be on "
            f"the list once: {'; '.join(twice)}. Start the release that you come from, give all but one of "
            "each another address in the admin under Staff addresses, and migrate again."
        )


class Migration(migrations.Migration):

    dependencies = [
        ("clinic", "0009_plainer_words"),
    ]

    operations = [
        migrations.RunPython(report_duplicates, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="staffaddress",
            constraint=models.UniqueConstraint(Lower("email"), name="one_staff_address"),
        ),
    ]
