"""A person asks in Spanish for a call and a consultation, and comes back; staff see that they speak it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.audit.browser import open_context
from tests.audit.consultation import fill, see
from tests.journeys.keyboard import press, tab_to, write
from tests.journeys.staff import sign_in
from tests.stack import Stack


def _is_in_spanish(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert re.search(r"//[^/]+/es/", page.url)


def _choose(page: Page, name: str, value: str) -> None:
    """Tab to a group of radio buttons and choose one."""
    group = page.locator(f"[name={name}]")
    first, wanted = group.first, page.locator(f"[name={name}][value={value}]")
    tab_to(page, first)
    while not wanted.is_checked():
        page.keyboard.press("Space" if wanted.evaluate("e => e === document.activeElement") else "ArrowDown")


def test_a_call_is_asked_for_changed_canceled_and_restored_by_keyboard(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/callback/", timeout=120_000)  # the first page waits for all pages to be read
    press(page, page.get_by_role("link", name="Español"))
    page.wait_for_url("**/es/llamada/")
    _is_in_spanish(page)
    expect(page.locator("h1")).to_have_text("Pedir una llamada")

    write(page, page.locator("[name=name]"), "Rosalinda Prueba")
    write(page, page.locator("[name=phone]"), "(732) 555-0142")
    _choose(page, "when", "any")
    _choose(page, "adult", "yes")
    tab_to(page, page.locator("[name=consent]"))
    page.keyboard.press("Space")
    press(page, page.locator("main form:has([name=consent]) button[type=submit]"))

    expect(page.locator("h1")).to_have_text("Tenemos su solicitud")
    _is_in_spanish(page)
    reference, code = page.locator(".reference").inner_text(), page.locator(".secret").inner_text()

    page.goto(f"{stack.url}/es/solicitud/")
    write(page, page.locator("[name=reference]"), reference)
    write(page, page.locator("[name=secret]"), code)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Su solicitud")
    press(page, page.locator("main a[href$='/cambiar/']"))
    _choose(page, "when", "some")
    tab_to(page, page.locator("[name=times][value=midday]"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Guardar los cambios"))
    expect(page.locator("h1")).to_have_text("Guardamos su cambio")
    _is_in_spanish(page)
    press(page, page.get_by_role("link", name="Ver su solicitud"))
    expect(page.locator("dl")).to_contain_text("Usted la cambió")
    press(page, page.locator("main a[href$='/retirar/']"))
    press(page, page.locator("main form[action$='/retirar/'] button"))
    press(page, page.locator("main form[action$='/deshacer/'] button"))
    expect(page.locator("main a[href$='/retirar/']")).to_be_visible()
    expect(page.locator("dl")).to_contain_text("Recibida")
    _is_in_spanish(page)
    assert page.context.cookies() == []


@pytest.mark.short
def test_staff_see_that_a_person_who_asked_without_scripts_speaks_spanish(
    plain_page: Page, stack: Stack
) -> None:
    page = plain_page
    page.goto(f"{stack.url}/es/llamada/")
    page.locator("[name=name]").fill("Jacinta Ejemplo")
    page.locator("[name=phone]").fill("12345")
    page.locator("[name=when][value=any]").check()
    page.locator("[name=adult][value=yes]").check()
    page.locator("[name=consent]").check()
    page.locator("main form:has([name=consent]) button[type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("Escriba un número de teléfono")
    _is_in_spanish(page)
    page.locator("[name=phone]").fill("732 555 0143")
    page.wait_for_timeout(3_500)  # a form sent within three seconds looks like a machine’s
    page.locator("main form:has([name=consent]) button[type=submit]").click()
    if page.locator(".reference").count() == 0:  # the check page, shown without JavaScript
        expect(page.locator("h1")).to_have_text("Revise sus respuestas")
        page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.locator("h1")).to_have_text("Tenemos su solicitud")
    reference = page.locator(".reference").inner_text()

    sign_in(page, stack)
    page.goto(f"{stack.url}/admin/intake/submission/?tab=new")
    row = page.get_by_role("row").filter(has_text=reference)
    expect(row.get_by_text("Español")).to_be_visible()
    row.get_by_role("link", name=reference).click()
    expect(page.get_by_text("Speaks Spanish (Español)")).to_be_visible()
    expect(page.locator("q[lang=es]").first).to_contain_text("¿podría hablar con Jacinta Ejemplo")


def test_a_consultation_is_in_spanish_from_its_start_to_its_receipt(plain_page: Page, stack: Stack) -> None:
    page, form = plain_page, f"{stack.url}/es/consulta/"
    fill(page, form)
    see(page, f"{form}revisar/")
    expect(page.locator("h1")).to_have_text("Revise sus respuestas")
    _is_in_spanish(page)

    page.get_by_role("button", name="Enviar la solicitud").click()
    expect(page.locator("h1")).to_have_text("Tenemos su solicitud")
    _is_in_spanish(page)


def test_a_draft_is_resumed_with_its_code_on_another_device(
    plain_page: Page, browser: Browser, stack: Stack
) -> None:
    page, form = plain_page, f"{stack.url}/es/consulta/"
    fill(page, form, up_to="safe")
    see(page, f"{form}contacto/")
    page.get_by_role("button", name="Terminar después").click()
    code = page.locator(".draft-code").inner_text()
    page.get_by_role("button", name="Ya tengo mi código. Cerrar el formulario.").click()
    expect(page.locator("h1")).to_have_text("Cerrado en este dispositivo")
    assert page.context.cookies() == []

    other = open_context(browser, java_script_enabled=False).new_page()
    other.goto(f"{form}continuar/")
    other.get_by_label("Su código").fill(code.lower().replace("-", " "))
    other.get_by_role("button", name="Continuar").click()

    expect(other.locator("h1")).to_have_text("¿Cuándo y cómo es seguro?")
    _is_in_spanish(other)
    other.get_by_role("button", name="Salir y borrar").click()
    expect(other.locator("h1")).to_have_text("Sus respuestas se borraron")
    _is_in_spanish(other)
    other.context.close()
