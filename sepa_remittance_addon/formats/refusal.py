"""How a file, a record or a number is refused, or accepted with a word of caution."""


def _(sentence):
    """Mark a sentence for translation; the caller who knows the reader's language translates it."""
    return sentence


# The words a place in a file is told with: ``statement 1, entry 7, transaction 2``.
PLACES = {
    "statement": _("statement %s"),
    "entry": _("entry %s"),
    "transaction": _("transaction %s"),
    "line": _("line %s"),
    "row": _("row %s"),
    "record": _("record %s"),
}


class Refusal(ValueError):
    """Something that came from outside is not acceptable, and nothing of it may be stored.

    :param template: an English sentence marked with ``_()``, with ``%(name)s`` fields. It says what is wrong and
        what to do.
    :param place: where, in words a person finds again in the file: ``entry 3``, ``line 12``; may be empty.
    :param values: the values of the fields, plain strings or numbers, never a whole record and never a full IBAN.

    ``str()`` gives the English sentence with its place. A caller with a language translates ``template`` and
    formats it with ``values``.
    """

    def __init__(self, template, place="", **values):
        self.template = template
        self.place = place
        self.values = values
        super().__init__(str(self))

    def __str__(self):
        sentence = self.template % self.values if self.values else self.template
        return f"{self.place}: {sentence}" if self.place else sentence


class Caution(str):
    """Something a person should know about a file that is good: a plain string, translated like a :class:`Refusal`.

    :param template: an English sentence marked with ``_()``, with ``%(name)s`` fields of ``values``.
    """

    def __new__(cls, template, **values):
        return super().__new__(cls, template % values if values else template)

    def __init__(self, template, **values):
        self.template = template
        self.values = values
