"""PBS files by others, in the folder named by BANK_SAMPLES; without that folder there is no test here."""

import os
from pathlib import Path

import pytest
from odoo.addons.sepa_remittance_addon.formats.pbs import bs_delivery, ls_delivery
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

REPOSITORY = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BANK_SAMPLES", REPOSITORY.parent / "shared" / "samples"))

# What moved, in the order of the file.
PAYMENTS = {
    "pbs/bs0602_paid_rejected_slip.txt": [("0236", "15000.00"), ("0237", "0.00"), ("0297", "8997.00")],
    "bad/c0_pbs0602_CONTROL.txt": [("0236", "15000.00"), ("0239", "-500.00")],
    "bad/c8_pbs_same_delivery_again.txt": [("0236", "15000.00"), ("0239", "-500.00")],
}
NOTICES = {"pbs/bs0603_new_and_cancelled.txt": ["0231", "0232"]}
REFUSED = {
    "pbs/bs042_0236_single_record_classic.txt": "line 1: The file must begin with a delivery start",
    "pbs/bs0601_BAD_wrong_direction.txt": "line 1: Delivery 0601 goes to PBS",
    "pbs/bs0603_BAD_count_mismatch.txt": "line 3: The file announces 1 .* holds 0",
    "bad/c4_pbs_unknown_code.txt": "line 3: Transaction type 0666",
    "bad/c9_pbs_ls_leverandorservice.txt": "line 1: The file was cut off",
}


def present(expected):
    """Parametrise over those files of ``expected`` that are there."""
    names = [name for name in expected if (SAMPLES / name).is_file()]
    return pytest.mark.parametrize(("name", "result"), [(name, expected[name]) for name in names])


def parse(path):
    content = path.read_bytes()
    (door,) = (door for door in (bs_delivery, ls_delivery) if door.sniff(content))
    return door.parse(content)


if SAMPLES.is_dir():

    @present(PAYMENTS)
    def test_payment_information_by_others_says_what_moved(name, result):
        (statement,) = parse(SAMPLES / name).statements
        assert [(entry.transaction_type, str(entry.amount)) for entry in statement.entries] == result

    @present(NOTICES)
    def test_mandate_information_by_others_says_what_changed(name, result):
        assert [notice.transaction_type for notice in parse(SAMPLES / name).notices] == result

    @present(REFUSED)
    def test_a_bad_file_by_others_is_refused_with_its_reason(name, result):
        with pytest.raises(Refusal, match=result):
            parse(SAMPLES / name)

    @pytest.mark.parametrize("path", sorted(SAMPLES.glob("pbs/*.txt")), ids=lambda path: path.name)
    def test_any_file_of_pbs_is_read_or_refused(path):
        try:
            assert parse(path).identification
        except Refusal as refusal:
            assert refusal.place.startswith("line ")
