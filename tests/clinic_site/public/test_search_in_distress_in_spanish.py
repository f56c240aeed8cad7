"""Searches in the Spanish of several countries, and of the web, show crisis help first."""

from __future__ import annotations

import pytest
from django.test import Client

from content.search.distress import is_distress
from content.search.synonyms import distress_phrases


@pytest.mark.parametrize(
    "query",
    [
        # To want to die, also in words that get past filters
        *("me quiero desvivir", "me voy a desvivir", "pienso en desvivirme", "me quiero guindar"),
        *("ya no quiero estar en este mundo", "no quiero seguir en este mundo", "quisiera estar muerta"),
        *("me quiero tirar al tren", "quiero tirarme a las vías", "me voy a tirar de un edificio"),
        *("me voy a tirar por la ventana", "me quiero volar los sesos", "me voy a dar un balazo"),
        *("me voy a quitar de en medio", "le hago un favor a todos si me muero", "soy un estorbo"),
        *("soy un estorbo para mi familia", "ya me cansé de todo", "ya me harté de vivir", "odio mi vida"),
        *("ya no le veo caso a vivir", "no tengo fuerzas para seguir", "no tengo por quién vivir"),
        *("ya no le encuentro razón a la vida", "no puedo con mi vida", "la vida es una porquería"),
        *("que diosito me lleve", "le pido a Dios que me lleve", "diosito ya llévame", "que Dios me recoja"),
        *("quiero irme con mi mamá que murió", "quiero estar con mi hijo que falleció", "ideas de muerte"),
        *("voy a hacer una locura", "voy a cometer una locura", "tengo miedo de lo que pueda hacer"),
        *(
            "me hago daño",
            "si me mato quién cuida a mis hijos",
            "quiero descansar de todo",
            "ganas de no existir",
        ),
        *(
            "ya nada me importa",
            "estoy hasta la madre de todo",
            "dosis letal de ketamina",
            "cuanto es mortal",
        ),
        # Too many pills
        *(
            "me tomé un chingo de pastillas",
            "me eché todas las pastillas",
            "me empastillé",
            "ya tengo las pastillas",
        ),
        *("me inyecté demasiado", "mi niño tomó pastillas"),
        # Someone else
        *(
            "mi hermano no contesta y dejó una carta",
            "escribió que se despide de todos",
            "mi amigo no responde",
        ),
        *("no se despierta mi esposo después de la ketamina", "se desmayó mi esposo"),
        # Violence
        *("me manosearon", "me forzaron", "me tocaron cuando era niña", "me tiene encerrada", "me jalonea"),
        *(
            "me cachetea",
            "me avienta cosas",
            "me da miedo mi marido",
            "mi papá me pegaba",
            "me quitó el pasaporte",
        ),
        *("me quemó mi esposo", "mi patrón me toca", "no siento la mitad de la cara"),
    ],
)
def test_a_query_in_distress_is_recognized(query: str) -> None:
    assert is_distress(query, distress_phrases())


@pytest.mark.parametrize(
    "query",
    [
        *("me muero de hambre", "revivir el trauma", "no quiero revivirlo", "favor de llamarme"),
        *("cuántas pastillas de sertralina", "ya tengo las pastillas de sertralina"),
        *(
            "mi esposo no responde al tratamiento",
            "me inyectaron ketamina en el hospital",
            "ideas para dormir",
        ),
        *("me dieron un balazo en la guerra", "la muerte de mi papá", "mi hijo falleció y tengo pesadillas"),
        *("me estoy volviendo loco", "tren y autobús", "quiero irme a casa después de la sesión"),
        *("quiero estar con mi familia en la sesión", "no tengo fuerzas", "dejó una carta el doctor"),
        *("me da miedo la ketamina", "dosis de ketamina", "calidad de vida", "cómo cambia la vida diaria"),
        *(
            "mi niño toma pastillas para dormir",
            "quiero descansar mejor",
            "quiero guiar después de la sesión",
        ),
    ],
)
def test_other_queries_are_not(query: str) -> None:
    assert not is_distress(query, distress_phrases())


@pytest.mark.parametrize(
    "query",
    ["tengo miedo", "Tengo mucho miedo", "pánico", "tengo pánico", "I’m scared", "im so scared", "panic"],
)
def test_fear_and_nothing_else_is_distress(query: str) -> None:
    assert is_distress(query, distress_phrases())


@pytest.mark.parametrize(
    "query",
    ["tengo miedo a las agujas", "tengo miedo de manejar", "miedo a la ketamina", "im scared of needles"],
)
def test_fear_of_something_else_is_not(query: str) -> None:
    assert not is_distress(query, distress_phrases())


@pytest.mark.django_db
def test_the_results_in_spanish_begin_with_help(client: Client) -> None:
    page = client.get("/es/buscar/", {"q": "me quiero desvivir"}).content.decode()

    assert 'id="help-now"' in page
