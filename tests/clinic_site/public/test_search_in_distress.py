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
        *("sewerslide", "sewer slide", "sewerslidal", "commit sewer side"),
        *("suic1de", "k1ll mys3lf", "sui\u00adcide", "su\u200bici\u200bde", "he ra\u200bped me"),
    ],
)
def test_a_query_in_distress_shows_help_first_and_no_suggestions(client: Client, query: str) -> None:
    main = _page(client, query).partition("<main")[2]

    assert "Did you mean" not in main
    first = main.partition("</form>")[2]
    assert first.index('href="tel:911"') < first.index('href="tel:988"') < first.index('href="/crisis/"')
    assert "<h3" not in first.partition('href="/crisis/"')[0]


_AT_LENGTH = (
    "my husband left me last month and since then i cannot sleep and the kids keep asking me every evening "
    "where their dad is and i do not know what to tell them "
)
_EN_DETALLE = (
    "Mi esposo me dejó hace un mes y desde entonces no duermo, y los niños preguntan todas las noches por su "
    "papá y no sé qué decirles"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        f"{_AT_LENGTH} and i just want to die",
        f"{_AT_LENGTH * 4} and tonight i want to kill myself",
        f"{_EN_DETALLE} y yo ya no quiero vivir",
    ],
)
def test_help_is_shown_whatever_else_a_person_writes_first(client: Client, query: str) -> None:
    assert 'id="help-now"' in _page(client, query)


@pytest.mark.django_db
def test_help_begins_with_buttons_of_the_size_of_a_thumb(client: Client) -> None:
    notice = _page(client, "kill myself").partition('id="help-now"')[2]

    assert notice.index('class="crisis-buttons"') < notice.index("<p>")


@pytest.mark.django_db
def test_a_long_query_that_asks_for_no_help_shows_none(client: Client) -> None:
    assert 'id="help-now"' not in _page(client, "how much does it cost and do you take my plan " * 10)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        *("she had a seizure after ketamine", "i fainted after my infusion", "im having chest pain"),
        *("i cant wake my husband", "hes not waking up", "my baby stopped breathing"),
        *("i took a whole bottle", "tengo dolor en el pecho", "no puedo despertar a mi esposo"),
        *(
            "le dio una convulsión después de la ketamina",
            "wish i wouldnt wake up",
            "nothing matters anymore",
        ),
        *("ya me cansé de vivir", "estoy cansada de la vida", "me quiero ir de este mundo"),
    ],
)
def test_emergencies_and_common_ways_to_say_it_show_help_first(client: Client, query: str) -> None:
    assert 'id="help-now"' in _page(client, query)


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
            *("can ketamine cause seizures", "is chest pain a side effect", "tengo convulsiones"),
            *("not waking up rested", "how do i wake my husband from a nightmare", "a bottle of water"),
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
