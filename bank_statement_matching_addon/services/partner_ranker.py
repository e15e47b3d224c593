import logging
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL
from psycopg2 import OperationalError

from . import copied_lines

_logger = logging.getLogger(__name__)
RANKS = (("customer_rank", "asset_receivable"), ("supplier_rank", "liability_payable"))
LATER = "statement.partner.ranker.%s"


class PartnerRanker(models.AbstractModel):
    """Counts the entries of customers and suppliers as ``res.partner._increase_rank`` does, many partners at a time.

    A first rank is given at once, so that the partner is found among the customers; another one after the commit, where
    somebody who changes the same partners meanwhile goes first and they keep theirs.
    """

    _name = "statement.partner.ranker"
    _description = "Ranks of customers and suppliers"

    @api.model
    def _count(self, original):
        """Count the copies of a posted line, which ``posted_item`` lists."""
        for rank, account_type in RANKS:
            counts, query = defaultdict(int), SQL(copied_lines.COUNT, account_type=account_type, **original)
            for partner_id, commercial_id, count in self.env.execute_query(query):
                for one in {partner_id, commercial_id}:
                    counts[one] += count
            self._raise(rank, counts)

    def _raise(self, rank, counts):
        partners = self.env["res.partner"].sudo().browse(counts)
        partners.fetch([rank])
        ranked = partners.filtered(rank)
        _add(partners - ranked, rank, counts)
        postcommit = self.env.cr.postcommit
        later = postcommit.data.setdefault(LATER % rank, defaultdict(int))
        if ranked and not later:
            postcommit.add(lambda: self._raise_later(rank, later))
        for partner in ranked:
            later[partner.id] += counts[partner.id]

    def _raise_later(self, rank, counts):
        try:
            with self.env.registry.cursor() as cr:
                _add(self.env(cr=cr)["res.partner"].sudo().browse(counts), rank, counts)
        except OperationalError:
            _logger.debug("The ranks of %s partners stay: somebody else changes some.", len(counts))
        counts.clear()


def _add(partners, rank, counts):
    """One write for all that get the same rank, which nobody tracks."""
    for value, those in partners.grouped(lambda partner: partner[rank] + counts[partner.id]).items():
        those.with_context(tracking_disable=True).write({rank: value})
