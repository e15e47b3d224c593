"""Refusals of the formats, told in the reader's language."""

import sys

from odoo.tools.translate import get_translation


def tell(env, refusal):
    """The sentence of a :class:`~..formats.refusal.Refusal` in the language of ``env``, after the place in the file."""
    sentence = _translated(env, refusal.template)
    if refusal.values:
        sentence %= {name: _told(env, value) for name, value in refusal.values.items()}
    return f"{refusal.place}: {sentence}" if refusal.place else sentence


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
