"""Refusals of the formats, told in the reader's language."""


def tell(env, refusal):
    """The sentence of a :class:`~..formats.refusal.Refusal` in the language of ``env``, after the place in the file."""
    sentence = env._(refusal.template)
    if refusal.values:
        sentence %= {name: _told(env, value) for name, value in refusal.values.items()}
    return f"{refusal.place}: {sentence}" if refusal.place else sentence


def _told(env, value):
    """Names of fields and formats are words of the formats too; what the file itself said stays as it is."""
    return env._(value) if isinstance(value, str) and value else value
