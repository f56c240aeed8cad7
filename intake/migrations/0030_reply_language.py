from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0029_webhook'),
    ]

    operations = [
        migrations.AddField(
            model_name='cannedreply',
            name='language',
            field=models.CharField(db_default='en', default='en', help_text='A code, like en or es.', max_length=7, verbose_name='language'),
        ),
    ]
