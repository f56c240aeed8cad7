"""The files whose words are translated: those that readers and patients see."""

from __future__ import annotations

from fnmatch import fnmatchcase

#: Files whose words only staff or editors see. They stay English; see docs/decisions.md, 18.
STAFF = (
    "tests/*",
    "clinic_site/accounts/*",
    "clinic_site/clinic/models/*",
    "clinic_site/clinic/pictures.py",
    "clinic_site/clinic/readiness.py",
    "clinic_site/clinic/spans.py",
    "clinic_site/clinic_admin/*",
    "clinic_site/core/link_rules.py",
    "clinic_site/ops/*",
    "clinic_site/public/editor_rules.py",
    "intake/audit/*",
    "intake/enums.py",
    "intake/exports/*",
    "intake/mail/notifications.py",
    "intake/management/*",
    "intake/models/*",
    # Forms that were replaced before there was a Spanish one, and that only staff still read.
    "intake/questions/callback_[12].py",
    "intake/questions/change_1.py",
    "intake/questions/consultation_1.py",
    "intake/questions/contact.py",
    # Only an official wording may ask these, and there is none in Spanish.
    "intake/questions/self_check.py",
    "intake/roles.py",
    "intake/rules/staff_times.py",
    "intake/rules/states.py",
    "intake/services/access/*",
    "intake/services/calls/*",
    "intake/services/jobs/*",
    "intake/services/triage/*",
    "intake/staff/*",
    "intake/templatetags/staff_tags.py",
    "templates/account/*",
    "templates/admin/*",
    "templates/intake/faq_preview.html",
    "templates/layouts/staff.html",
    "templates/mail/*",
    "templates/mfa/*",
    "templates/staff_error.html",
    "templates/staff_csrf.html",
    "templates/styleguide.html",
    "templates/usersessions/*",
)
#: Exceptions to STAFF.
PUBLIC = ("templates/mail/confirmation*.txt",)

FOLDERS = ("clinic_site", "content", "intake", "templates")


def is_translated(path: str) -> bool:
    """Return whether the words of a file are translated. `path` is relative to the checkout."""
    if not path.startswith(tuple(f"{folder}/" for folder in FOLDERS)) or path.startswith("content/pages/"):
        return False
    if any(fnmatchcase(path, pattern) for pattern in PUBLIC):
        return True
    return not any(fnmatchcase(path, pattern) for pattern in STAFF)
