"""A new question starts unpublished."""

from __future__ import annotations

from django.core.validators import MaxLengthValidator
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_stale_claim_label")]

    operations = [
        migrations.AlterField(
            "faqentry", "published", models.BooleanField(default=False, verbose_name="published")
        ),
        migrations.AlterField(
            "faqentry",
            "answer",
            models.TextField(
                help_text="Markdown, at most 4,000 characters. HTML is shown as text.",
                validators=[MaxLengthValidator(4000)],
                verbose_name="answer",
            ),
        ),
    ]
