"""Refusals of the formats, told in the reader's language."""


def tell(env, refusal):
    """The sentence of a :class:`~..formats.refusal.Refusal` in the language of ``env``, after the place in the file."""
    sentence = env._(refusal.template)
    if refusal.values:
        sentence = sentence % refusal.values
    return f"{refusal.place}: {sentence}" if refusal.place else sentence
