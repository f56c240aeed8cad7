"""Drawn pictures for the fictitious clinic: portraits without a face, a room and a map."""

from __future__ import annotations

import io

from django.db import transaction
from PIL import Image, ImageDraw

from clinic_site.clinic import pictures, store
from clinic_site.clinic.models import ClinicFacts, Person, Picture

_COLORS = ("#2f6f6a", "#a8553a", "#4a5d8a", "#7a6a2f")
_PAPER, _INK = "#f3eee2", "#10201f"


@transaction.atomic
def add_pictures() -> None:
    """Give each person a portrait, and the clinic a room and a map, unless there are pictures already."""
    if Picture.objects.exists():
        return
    for number, person in enumerate(Person.objects.all()):
        alt = f"A drawing of a person, in place of a portrait of {person.name}"
        in_spanish = f"Dibujo de una persona, en lugar de un retrato de {person.name}"
        person.portrait = _store(_portrait(_COLORS[number % len(_COLORS)]), "portrait", alt, in_spanish)
        person.save()
    _store(
        _room(),
        "room",
        "A drawing of a quiet room with an armchair beside a window",
        "Dibujo de una sala tranquila con un sillón junto a una ventana",
    )
    found = _store(
        _map(),
        "map",
        "A drawn map of Nowhere Street with us at the corner",
        "Mapa dibujado de la calle Nowhere, con nosotros en la esquina",
    )
    ClinicFacts.objects.update(map_picture=found)
    store.clear_cache()


def _store(image: Image.Image, kind: str, alt: str, in_spanish: str) -> Picture:
    content = io.BytesIO()
    image.save(content, "PNG")
    picture = Picture(kind=kind, alt=alt, translations={"es": {"alt": in_spanish}}, published=True)
    pictures.store(picture, pictures.encode(content.getvalue()))
    return picture


def _portrait(color: str) -> Image.Image:
    image = Image.new("RGB", (1600, 1600), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.ellipse((200, 1050, 1400, 2400), fill=color)
    draw.ellipse((500, 300, 1100, 1000), fill=color)
    return image


def _room() -> Image.Image:
    image = Image.new("RGB", (1600, 1067), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 800, 1600, 1067), fill="#d8c9a8")
    draw.rectangle((900, 150, 1400, 600), fill="#bcd5d3", outline=_INK, width=12)
    draw.line((1150, 150, 1150, 600), fill=_INK, width=12)
    draw.rounded_rectangle((250, 480, 700, 820), 80, fill=_COLORS[0])
    draw.rounded_rectangle((200, 640, 750, 900), 60, fill=_COLORS[1])
    return image


def _map() -> Image.Image:
    image = Image.new("RGB", (1600, 900), "#e4ebdd")
    draw = ImageDraw.Draw(image)
    draw.line((0, 500, 1600, 420), fill="white", width=90)
    draw.line((700, 0, 820, 900), fill="white", width=70)
    draw.ellipse((820, 290, 920, 390), fill=_COLORS[1], outline=_INK, width=8)
    return image
