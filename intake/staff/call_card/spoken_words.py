"""What staff say to a person, in each language in which we call.

The lines of a language are kept together, so that a line can be compared with the English one and a
caller never gets half a script in another language. They say nothing that the English ones don't.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from intake.enums import Language
from intake.questions.question import Words


@dataclass(frozen=True)
class SpokenWords:
    """The lines of a call in one language. Only `named` names the clinic.

    `to_someone_else` and `named` are for someone else who answers. Each is used with the placeholders
    that it contains: `{name}`, `{clinic}`, `{phone}`, and `{back}`, which is `call_me` or `try_again`.
    """

    ask: Words
    to_someone_else: Words
    named: Words
    ready: Words
    later: Words
    crisis: Words
    voicemail: Words
    call_me: Words
    try_again: Words
    proof: Words
    write: Words


ENGLISH = SpokenWords(
    ask=_("Hello, may I speak with {name}, please?"),
    to_someone_else=_("It’s a personal call. I’ll call back. Thank you."),
    named=_("This is {clinic}. I’ll call back. Thank you."),
    ready=_("You asked us to call. Is this a good time, and can you talk freely?"),
    later=_("That’s all right. I’ll call again. When is a good time for you?"),
    crisis=_(
        "If you’re in danger now, call 911. At any hour you can call or text 988. "
        "For Spanish, call and press 2, or text AYUDA. Veterans can call and press 1."
    ),
    voicemail=_("Hello {name}, I’m returning your call. {back} Thank you."),
    call_me=_("Please call me at {phone}."),
    try_again=_("I’ll try again."),
    proof=_("To be sure it’s you: which word did you give us?"),
    write=_("Hello {name}, you asked to hear from us. When is a good time for you?"),
)
SPANISH = SpokenWords(
    ask="Hola, ¿podría hablar con {name}, por favor?",
    to_someone_else="Es una llamada personal. Volveré a llamar. Gracias.",
    named="Le llamamos de {clinic}. Volveré a llamar. Gracias.",
    ready="Usted nos pidió que le llamáramos. ¿Es un buen momento y puede hablar con libertad?",
    later="No hay problema. Volveré a llamar. ¿Cuándo le queda bien?",
    crisis=(
        "Si corre peligro ahora, llame al 911. A cualquier hora puede llamar o enviar un mensaje de texto "
        "al 988. Para español, llame y oprima el 2, o envíe la palabra AYUDA. Si es veterano o veterana, "
        "llame y oprima el 1."
    ),
    voicemail="Hola, {name}. Le devuelvo la llamada. {back} Gracias.",
    call_me="Por favor, llámeme al {phone}.",
    try_again="Volveré a intentarlo.",
    proof="Para confirmar que es usted: ¿qué palabra nos dio?",
    write="Hola, {name}. Usted nos pidió que nos comunicáramos con usted. ¿Cuándo le queda bien?",
)
#: The languages in which we have a script besides English.
OTHERS = {Language.SPANISH: SPANISH}
