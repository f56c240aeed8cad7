"""What an attack must not bring about: answers lost or altered, requests hidden, calls to other numbers."""

from __future__ import annotations

from typing import Any

from tests.deploy.two_users.clinic import Clinic, Sent

_CLINIC_NUMBER = "+17325550100"


class Harm:
    """Compares the requests of patients with how they were when nobody had attacked."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._references = [sent.reference for sent in clinic.sent]
        self._expected, self._mailed = self._work_and_look()

    def after(self) -> list[str]:
        """Let the worker work and staff open every request; return a line for each harm that was done."""
        seen, mailed = self._work_and_look()
        found = [f"no mail about {reference}" for reference in sorted(self._mailed - mailed)]
        for sent in self._clinic.sent:
            found += [f"{sent.reference}: {line}" for line in self._harm_to(sent, seen[sent.reference])]
        return found

    def _work_and_look(self) -> tuple[dict[str, Any], set[str]]:
        before = len(self._clinic.mailbox.accepted)
        self._clinic.staff("work")
        mails = [str(mail) for mail in self._clinic.mailbox.accepted[before:]]
        mailed = {name for name in self._references if any(name in mail for mail in mails)}
        return self._clinic.staff("look", self._references), mailed

    def _harm_to(self, sent: Sent, seen: dict[str, Any]) -> list[str]:
        if seen.get("gone"):
            return ["the row is gone"]
        expected = self._expected[sent.reference]
        found = [
            f"{name} became {value} from {expected['columns'][name]}"
            for name, value in seen["columns"].items()
            if value != expected["columns"][name]
        ]
        for what in ("sealed", "current", "history", "status"):
            if seen[what] != expected[what]:
                found.append(f"{what} changed")
        if strange := set(seen["numbers"]) - {number_of(sent), _CLINIC_NUMBER}:
            found.append(f"staff are shown {strange} to call")
        return found

    @property
    def expected(self) -> dict[str, Any]:
        """What staff see of each request when nobody attacked, by reference."""
        return self._expected


def number_of(sent: Sent) -> str:
    """Return the number of a request as it is called."""
    return "+1" + "".join(filter(str.isdigit, sent.phone))
