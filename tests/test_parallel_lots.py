"""Cheques keyed, closed and corrected by several people at once: each has the effect of one."""

import pytest
from odoo.exceptions import UserError
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from parallel import World, copy_of

CLIENTS = 8
IDENTIFY = """
UPDATE res_partner SET client_letter = 'J', client_partner_code = 121, client_chrono = 52000000 + id
 WHERE ref LIKE 'K%' AND ref != 'K0000000'
"""
SAVED = "SELECT COUNT(*), COUNT(DISTINCT name), SUM(amount) FROM mail_lot_item WHERE lot_id = %s"
RESERVED = """
SELECT SUM(operation.amount) FROM mail_lot_item_operation operation
  JOIN mail_lot_item item ON item.id = operation.item_id
 WHERE operation.move_line_id = %s AND item.state != 'cancelled'
"""


class LotWorld(World):
    """A committed company whose customers are clients of the mail room, each with an invoice."""

    lines = CLIENTS

    def populate(self):
        super().populate()
        with self.environment() as env:
            env.cr.execute(IDENTIFY)
            env.user.group_ids |= env.ref("mail_lot_addon.group_mail_lot_manager")
            method = env["account.payment.method.line"].browse(self.method_id)
            method.company_id.mail_lot_journal_id = method.journal_id

    def open_lot(self):
        with self.environment() as env:
            return env["mail.lot"].create({}).id

    def owed(self, number):
        """``(client id, receivable id, amount)`` of a client's oldest pending invoice."""
        with self.environment() as env:
            client = self.payers(env)[number]
            lot = env["mail.lot"].new({"company_id": env.company.id})
            pending = env["mail.lot.invoice.lister"]._list(lot, client)
            return client.id, pending[0].move_line_id, pending[0].open_amount

    def save(self, lot_id, owed, token, amount=None, number="0000001"):
        """A press on *Save*, by another person or the same one again."""
        return self.meanwhile(lambda env: self.key(env, lot_id, owed, token, amount, number))

    def key(self, env, lot_id, owed, token, amount=None, number="0000001"):
        from odoo import fields
        from odoo.addons.mail_lot_addon.values.cheque import Cheque

        client_id, receivable_id, open_amount = owed
        lot, client = env["mail.lot"].browse(lot_id), env["res.partner"].browse(client_id)
        cheque = Cheque(number, fields.Date.context_today(lot), amount or open_amount, bank="BNP")
        operations = {receivable_id: "regularise"}
        return env["mail.lot.item.keyer"]._save_cheque(lot, token, client, cheque, operations).id

    def close(self, lot_id):
        with self.environment() as env:
            lot = env["mail.lot"].browse(lot_id)
            lot.action_pre_close()
            lot.write({"tape_count": lot.cheque_count, "tape_total": lot.cheque_total})
            lot.action_close()


@pytest.fixture(scope="module")
def world():
    with copy_of(get_db_name()) as database:
        yield LotWorld(database)


@pytest.fixture(autouse=True)
def silent():
    """PostgreSQL's refusals that Odoo retries are logged as errors of the statement."""
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        yield


def test_many_presses_on_save_at_once_record_one_item(world):
    """LOT-14: double click, slow network, retry: all of them get the same item back."""
    lot, owed = world.open_lot(), world.owed(0)
    outcomes = [join() for join in [world.save(lot, owed, "one act") for _press in range(4)]]
    assert len({outcome["value"] for outcome in outcomes}) == 1
    assert world.rows(SAVED, lot)[0][0] == 1


def test_two_operators_key_different_clients_in_one_lot(world):
    """LOT-20: nobody waits in vain, every item has its own number."""
    lot = world.open_lot()
    clients = [world.owed(number) for number in (1, 2, 3)]
    joins = [world.save(lot, owed, f"act of {owed[0]}") for owed in clients]
    assert not [outcome for outcome in (join() for join in joins) if "error" in outcome]
    count, numbers, total = world.rows(SAVED, lot)[0]
    assert count == numbers == 3
    assert round(float(total), 2) == round(sum(owed[2] for owed in clients), 2)


def test_two_operators_key_the_same_cheque(world):
    """LOT-14: the second is asked whether it is another one, although both were read before either was saved."""
    owed = world.owed(4)
    lots = world.open_lot(), world.open_lot()
    outcomes = [join() for join in [world.save(lot, owed, f"act in {lot}", amount=1) for lot in lots]]
    refused = [outcome["error"] for outcome in outcomes if "error" in outcome]
    assert len(refused) == 1 and isinstance(refused[0], UserError)
    assert float(world.rows(RESERVED, owed[1])[0][0]) == 1


def test_an_item_saved_while_the_lot_is_pre_closed_is_in_or_refused(world):
    """LOT-15: never keyed and missing from the deposit."""
    lot, owed, late = world.open_lot(), world.owed(5), world.owed(6)
    assert "error" not in world.save(lot, owed, "in time")()
    with world.environment() as env:
        env["mail.lot"].browse(lot).action_pre_close()
        saving = world.save(lot, late, "late")
    assert "not open" in str(saving()["error"])
    assert world.rows(SAVED, lot)[0][0] == 1


def test_a_cash_in_cancelled_by_two_people_is_reversed_once(world):
    """LOT-16: 4.3, after closing."""
    lot, owed = world.open_lot(), world.owed(7)
    item_id = world.save(lot, owed, "wrong")()["value"]
    world.close(lot)

    def cancel(env):
        return env["mail.lot.corrector"]._cancel_cash_in(env["mail.lot.item"].browse(item_id)).id

    outcomes = [join() for join in [world.meanwhile(cancel) for _click in range(3)]]
    assert len({outcome["value"] for outcome in outcomes}) == 1
    entries = "SELECT COUNT(*) FROM account_move_line WHERE mail_lot_correction_id IS NOT NULL AND partner_id = %s"
    assert world.rows(entries, owed[0]) == [(1,)]
