"""Who searches in distress sees crisis help first."""

from __future__ import annotations

import pytest
from django.test import Client


def _page(client: Client, query: str) -> str:
    return client.get("/search/", {"q": query}).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *(
            "he hits me",
            "overdose",
            "Overdosed",
            "quiero morir",
            "ayuda",
            "Ayúdame!",
            "i dont want to live anymore",
        ),
        *(
            "I don’t want to live",
            "I don't want to live",
            "suicidel",
            "my husband is hurting me",
            "no quiero vivir",
        ),
        *(
            "how do i kill myself",
            "sexual violation",
            "violasion",
            "i want to kil my self",
            "dont want to liv",
            "i dont wanna be here anymore",
            "kill myslef",
            "my boyfriend hits me sometimes",
            "he is chokeing me",
            "sobredosis",
            "ya no puedo más",
            "me quiere matar",
            "tengo miedo de mi esposo",
            "wish i was dead",
            "me pega",
            "panic attack",
            "ending my life",
            "killmyself",
            "nobody would miss me",
            "hearing voices telling me to hurt people",
            "tengo voces que me dicen que lo haga",
            "estoy en peligro",
            "i cant do this anymore",
            "thinking of ending it",
            "he said hell kill me",
            "im going to hurt someone",
            "i cant breathe im scared",
            "quiero que todo se acabe",
            "no le veo sentido a la vida",
            "me estoy cortando",
            "kiero morirme",
            "me corte las venas",
            "i just took the whole bottle",
            "why am i still alive",
            "his hands around my neck",
            "soy una carga para todos",
            "mi papa le pega a mi mama",
            "me acabo de tomar todo el frasco",
        ),
        *(
            "sexual assault",
            "i was sexually assaulted",
            "sexual abuse",
            "child abuse",
            "abused as a child",
            "domestic abuse",
            "violada",
            "fui violada",
            "violación",
            "sufrí una violación",
            "abuso sexual",
            "agresión sexual",
            "abuso infantil",
            "maltrato",
        ),
        *("i took pills", "took some pills", "me tomé unas pastillas"),
        *("i took 30 pills", "took twenty xanax", "me tomé 30 pastillas", "me tome veinte pastillas"),
        *("i'm hearing voices", "oigo voces", "whats the point anymore", "tengo miedo de estar sola"),
        *("i hit my wife", "le pegué a mi esposa", "violaron a mi hija"),
        *("she wont wake up", "he passed out after ketamine", "chest hurts after ketamine", "no despierta"),
        *("se desmayó después de la ketamina", "me duele el pecho después de la ketamina"),
        *("i mixed xanax and vodka", "too much klonopin", "i cut too deep", "i want to shake my baby"),
        *("my daughter is cutting", "my uncle did things to me", "someone drugged me", "he has my phone"),
        *("sleep and not wake up", "im worthless", "nobody loves me", "i feel so alone", "cant stop crying"),
        *(
            "no le encuentro salida",
            "soy una carga",
            "no valgo nada",
            "no sirvo para nada",
            "nadie me quiere",
        ),
        *(
            "me siento muy sola",
            "estoy desesperada",
            "mi esposa se tomó las pastillas",
            "mi tío me hizo cosas",
        ),
        *("me quiere quitar a mis hijos", "no puedo parar de llorar", "mezclé xanax con alcohol"),
        *("suic1de", "k1ll mys3lf", "sui\u00adcide", "su\u200bici\u200bde", "he ra\u200bped me"),
    ],
)
def test_a_query_in_distress_shows_help_first_and_no_suggestions(client: Client, query: str) -> None:
    main = _page(client, query).partition("<main")[2]

    assert "Did you mean" not in main
    first = main.partition("</form>")[2]
    assert first.index('href="tel:911"') < first.index('href="tel:988"') < first.index('href="/crisis/"')
    assert "<h3" not in first.partition('href="/crisis/"')[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["whats the number for the crisis people", "what happens when i call the crisis line"]
)
def test_a_query_whose_best_page_is_help_shows_help_first(client: Client, query: str) -> None:
    assert 'id="help-now"' in _page(client, query)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/search/", "/es/buscar/"])
def test_every_results_page_begins_with_crisis_lines(client: Client, path: str) -> None:
    before, _, _ = client.get(path, {"q": "zeppelin"}).content.decode().partition("<main")

    assert 'href="tel:988"' in before
    assert 'href="tel:911"' in before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("how much does it cost", "a dose", "does it hurt", "live music"),
        *(
            "take my wife with me",
            "i want to diet",
            "help my self esteem",
            "cuanto cuesta",
            "is it right for me",
            "tomo cerveza todas las noches para dormir",
            "what is the point of talk therapy",
            "i want to stop my pills",
            "estoy cansado todo el tiempo",
            "can i do this at home",
            "i have a horizon plan and medicaid",
            "puedo perder el control",
            "took my pills this morning",
            "me tomé mis pastillas en la mañana",
            "pills for ptsd",
            "violence and ptsd",
            "assault ptsd therapy",
            "childhood trauma",
            "substance abuse",
            "sexual side effects",
            "spravato 56mg",
            *(
                "will i pass out",
                "i wake up at night",
                "can i mix ketamine and zoloft",
                "i have a plan with aetna",
            ),
            "will i be unconscious",
            *("me encierro en mi cuarto", "me despierto a las tres", "las pastillas se toman con comida"),
            *("i took 20 mg of zoloft", "i take 2 pills", "me tomo 20 mg de sertralina", "i hit my head"),
            "hipaa violation",
            "privacy violations",
        ),
    ],
)
def test_other_queries_do_not_show_help_first(client: Client, query: str) -> None:
    assert 'id="help-now"' not in _page(client, query)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "query", "page"),
    [
        ("/search/", "sexual abuse", "/after-assault-or-abuse/"),
        ("/search/", "child abuse", "/teens-and-ptsd/"),
        ("/search/", "took pills for nightmares", "/ptsd-medicines/"),
        ("/es/buscar/", "fui violada", "/es/agresion-sexual-o-violencia-en-casa/"),
        ("/es/buscar/", "maltrato", "/es/agresion-sexual-o-violencia-en-casa/"),
    ],
)
def test_pages_that_were_found_follow_the_help(client: Client, path: str, query: str, page: str) -> None:
    _, _, results = client.get(path, {"q": query}).content.decode().partition('id="help-now"')

    assert f'<a href="{page}' in results.partition("</main>")[0]
