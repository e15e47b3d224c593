"""Everything a person reads is there in French, in the words of the glossary.

Where one of these tests fails: write the template with ``odoo i18n export -d DATABASE -l pot -- ADDON``, take its new
terms into French with ``msgmerge --no-fuzzy-matching --update i18n/fr.po i18n/ADDON.pot``, translate them, commit both.
(An export of French itself would empty the terms that are the same word in both languages.)
"""

import ast
import io
import re
from collections import Counter
from pathlib import Path

import polib
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_creditor_identifier
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell, tell_place
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger
from odoo.tools.translate import trans_export

REPOSITORY = Path(__file__).resolve().parent.parent
ADDONS = ("sepa_remittance_addon", "bank_statement_matching_addon", "recouvrements_addon", "mail_lot_addon")

# What a translation must hold as often as its source: fields of a sentence, of a template, tags, entities.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\{.*?\}\}|\{\w+\}|<[^>]+>|&\w+;|\(\d+\)")
# Attributes of tags that are shown or read aloud, and so are translated.
SHOWN_ATTRIBUTE = re.compile(r'\b(aria-label|title|placeholder|alt)="[^"]*"')
MARKS = ("_", "_lt")
JAVASCRIPT_TERM = re.compile(r"""\b_t\(\s*(["'`])(.*?)(?<!\\)\1""", re.DOTALL)

# The words of the glossary: (model, field, key of the selection) -> what is shown.
SELECTIONS = {
    ("debit.mandate", "state", "to_sign"): "À signer",
    ("debit.mandate", "state", "active"): "Actif",
    ("debit.mandate", "state", "withdrawn"): "Retiré",
    ("debit.mandate", "state", "abandoned"): "Abandonné",
    ("debit.mandate", "state", "completed"): "Terminé",
    ("debit.remittance", "state", "proposal"): "1 - Proposition",
    ("debit.remittance", "state", "confirmed"): "11 - Confirmé",
    ("debit.remittance.line", "state", "remitted"): "0 - Remis",
    ("debit.remittance.line", "state", "matched"): "9 - Payé",
    ("debit.remittance.line", "state", "rejected"): "Rejeté",
    ("debit.remittance.line", "state", "returned"): "Retourné",
    ("debit.line.change", "action", "hold"): "Suspendre",
    ("debit.line.change", "action", "release"): "Libérer",
    ("account.move.line", "payment_block", "9"): "9 - Remis en banque",
    ("received.statement", "state", "errors"): "3 - Erreurs",
    ("received.statement", "state", "to_allocate"): "4 - Prêt pour l'affectation",
    ("received.statement", "state", "full"): "6 - Complètement affecté",
    ("received.statement", "state", "done"): "9 - CG mise à jour",
    ("contract.transaction", "kind", "refund_request"): "Demande de remboursement",
    ("contract.transaction", "kind", "deposit_payment"): "Paiement de caution",
    ("mail.lot", "state", "pre_closed"): "Préclôturé",
    ("mail.lot.item.operation", "operation", "regularise"): "Régularisation",
}  # fmt: skip
FIELDS = {
    ("account.move.line", "payment_block"): "Code de blocage",
    ("received.statement.line", "transaction_type_id"): "Type de transaction",
    ("contract.transaction", "company_id"): "Filiale",
    ("mail.lot.item", "payment_mode"): "Mode de règlement",
    ("res.partner", "client_partner_code"): "Code partenaire",
}
RECORDS = {
    "sepa_remittance_addon.menu_debit": "Prélèvements",
    "sepa_remittance_addon.action_remittance": "Remises en banque",
    "sepa_remittance_addon.action_notice": "Lettres d'avis",
    "sepa_remittance_addon.menu_mandates": "Mandats",
    "bank_statement_matching_addon.menu_received": "Réponses bancaires",
    "bank_statement_matching_addon.group_statement_ledger": "Mise à jour CG",
    "bank_statement_matching_addon.model_statement_scenario": "Scénario",
    "bank_statement_matching_addon.model_received_allocation": "Affectation",
    "recouvrements_addon.action_register": "Caisses",
    "mail_lot_addon.model_mail_lot_item": "Pli",
    "mail_lot_addon.report_slip": "Bordereau du lot",
}


def read(addon, name):
    return polib.pofile(str(REPOSITORY / addon / "i18n" / name))


def is_mark(function):
    """Whether a called expression is ``_``, ``env._`` or ``_lt``."""
    return getattr(function, "id", getattr(function, "attr", None)) in MARKS


def python_sources(addon):
    paths = sorted((REPOSITORY / addon).rglob("*.py"))
    return [ast.parse(path.read_text(encoding="utf-8")) for path in paths if "tests" not in path.parts]


def held(text):
    return Counter(PLACEHOLDER.findall(SHOWN_ATTRIBUTE.sub(r"\1", text)))


def texts(nodes):
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def marked_in_python(addon):
    calls = [node for tree in python_sources(addon) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return texts(call.args[0] for call in calls if call.args and is_mark(call.func))


def marked_in_javascript(addon):
    scripts = [path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / addon / "static/src").rglob("*.js"))]
    return {match[1] for script in scripts for match in JAVASCRIPT_TERM.findall(script)}


def of_python(entry):
    return all(place.startswith("code:") and place.endswith(".py") for place, _line in entry.occurrences)


def places(entries):
    return {(entry.msgid, place) for entry in entries for place, _line in entry.occurrences}


@tagged("standard", "post_install", "-at_install")
class TestFrenchFiles(TransactionCase):
    """What the files of the repository hold."""

    def test_every_term_is_translated(self):
        for addon in ADDONS:
            french = {entry.msgid: entry for entry in read(addon, "fr.po") if not entry.obsolete}
            for term in read(addon, f"{addon}.pot"):
                with self.subTest(addon=addon, term=term.msgid):
                    entry = french.get(term.msgid)
                    self.assertTrue(entry and entry.msgstr.strip(), "has no French translation")
                    self.assertFalse(entry.fuzzy, "is only guessed")

    def test_translations_hold_what_their_sources_hold(self):
        for addon in ADDONS:
            for entry in read(addon, "fr.po"):
                with self.subTest(addon=addon, term=entry.msgid):
                    self.assertEqual(held(entry.msgstr), held(entry.msgid))
                    self.assertEqual(entry.msgstr[-1:].isspace(), entry.msgid[-1:].isspace())

    def test_the_files_hold_the_same_terms(self):
        for addon in ADDONS:
            template, french = read(addon, f"{addon}.pot"), read(addon, "fr.po")
            self.assertEqual({entry.msgid for entry in template}, {entry.msgid for entry in french}, addon)

    def test_terms_marked_in_the_sources_are_in_the_template(self):
        for addon in ADDONS:
            marked = marked_in_python(addon) | marked_in_javascript(addon)
            missing = marked - {entry.msgid for entry in read(addon, f"{addon}.pot")}
            self.assertFalse(missing, addon)

    def test_the_template_holds_no_term_that_the_sources_have_lost(self):
        for addon in ADDONS:
            written = texts(node for tree in python_sources(addon) for node in ast.walk(tree))
            lost = {entry.msgid for entry in read(addon, f"{addon}.pot") if of_python(entry)} - written
            self.assertFalse(lost, addon)


@tagged("standard", "post_install", "-at_install")
class TestFrenchScreens(TransactionCase):
    """What a French user sees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        modules = cls.env["ir.module.module"].search([("name", "in", ADDONS)])
        modules._update_translations(["fr_FR"], overwrite=True)
        cls.env.registry.clear_all_caches()
        cls.addClassCleanup(cls.env.registry.clear_all_caches)
        cls.french = cls.env(context={"lang": "fr_FR"})

    def test_nothing_is_shown_that_the_files_lack(self):
        """Labels, help, views, menus, reports, data: Odoo translates a term in the places that its entry names."""
        for addon in ADDONS:
            exported = io.BytesIO()
            with mute_logger("odoo.tools.translate"):
                trans_export(None, [addon], exported, "po", self.env)
            shown = places(polib.pofile(exported.getvalue().decode()))
            for name in (f"{addon}.pot", "fr.po"):
                self.assertFalse(shown - places(read(addon, name)), f"{addon}/i18n/{name}")

    def test_selections_speak_the_words_of_the_glossary(self):
        for (model, field, key), expected in SELECTIONS.items():
            with self.subTest(model=model, field=field, key=key):
                labels = self.french[model].fields_get([field], ["selection"])[field]["selection"]
                self.assertEqual(dict(labels)[key], expected)

    def test_fields_speak_the_words_of_the_glossary(self):
        for (model, field), expected in FIELDS.items():
            with self.subTest(model=model, field=field):
                self.assertEqual(self.french[model].fields_get([field], ["string"])[field]["string"], expected)

    def test_menus_actions_and_documents_speak_the_words_of_the_glossary(self):
        for xmlid, expected in RECORDS.items():
            with self.subTest(xmlid=xmlid):
                self.assertEqual(self.french.ref(xmlid).name, expected)

    def test_messages_about_files_speak_french(self):
        with self.assertRaises(Refusal) as caught:
            check_creditor_identifier("DE00ZZZ1")
        self.assertIn("n'est pas un identifiant créancier SEPA", tell(self.french, caught.exception))

    def test_places_in_files_are_told_in_french(self):
        """STM-5, STM-13: and what the file itself calls something stays as it is."""
        self.assertEqual(
            tell_place(self.french, "statement 1, entry 7, transaction 2"), "relevé 1, écriture 7, opération 2"
        )
        self.assertEqual(tell_place(self.french, "RB/2026/00001-7"), "RB/2026/00001-7")
