"""Simultaneous clicks and tabs."""

from __future__ import annotations

import threading

from django.db import connections
from django.test import Client, TransactionTestCase

from intake.models import Draft, OutboxMessage, Submission
from tests.intake.consultation_answers import TYPED, fill, start, url, what_check_sends


class TestParallelSending(TransactionTestCase):
    def test_ten_simultaneous_clicks_store_one_request_with_one_receipt(self) -> None:
        fill(self.client)
        sent, cookie = what_check_sends(self.client), self.client.cookies["draft"].value
        barrier = threading.Barrier(10)
        answers: list[tuple[int, str]] = []

        def click() -> None:
            browser = Client()
            browser.cookies["draft"] = cookie
            barrier.wait()
            try:
                answer = browser.post(url("send"), sent)
                answers.append((answer.status_code, answer.get("Location", "")))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=click) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert (len(answers), len(set(answers)), answers[0][0]) == (10, 1, 303)
        assert (Submission.objects.count(), OutboxMessage.objects.count(), Draft.objects.count()) == (1, 1, 0)

    def test_steps_saved_simultaneously_lose_nothing(self) -> None:
        start(self.client)
        cookie = self.client.cookies["draft"].value
        barrier = threading.Barrier(len(TYPED))

        def keep(slug: str) -> None:
            browser = Client()
            browser.cookies["draft"] = cookie
            barrier.wait()
            try:
                browser.post(url(slug), TYPED[slug])
            finally:
                connections.close_all()

        threads = [threading.Thread(target=keep, args=(slug,)) for slug in TYPED]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert self.client.get(url("check")).status_code == 200
