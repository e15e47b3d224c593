"""Refusals of the formats, told in the reader's language."""

import sys

from odoo.tools.translate import get_translation

from ..formats.refusal import PLACES


def tell(env, refusal):
    """The sentence of a :class:`~..formats.refusal.Refusal` in the language of ``env``, after the place in the file."""
    sentence = _translated(env, refusal.template)
    if refusal.values:
        sentence %= {name: _told(env, value) for name, value in refusal.values.items()}
    return f"{tell_place(env, refusal.place)}: {sentence}" if refusal.place else sentence


def tell_place(env, place):
    """A place in a file in the language of ``env``; a place that is a reference of the file stays as it is."""
    return ", ".join(_told_part(env, part) for part in (place or "").split(", "))


def _told_part(env, part):
    word, _space, which = part.partition(" ")
    return _translated(env, PLACES[word]) % which if which and word in PLACES else part


def _told(env, value):
    """Names of fields and formats are words of the formats too; what the file itself said stays as it is."""
    return _translated(env, value) if isinstance(value, str) and value else value


def _translated(env, source):
    """Each add-on translates the sentences of its own formats, and a refusal does not say whose it is."""
    lang = env.lang or "en_US"
    found = (get_translation(module, lang, source, ()) for module in _modules_with_formats(env))
    return next((sentence for sentence in found if sentence != source), source)


def _modules_with_formats(env):
    return [module for module in sorted(env.registry._init_modules) if f"odoo.addons.{module}.formats" in sys.modules]
