from unittest import SkipTest


class SalesCase:
    """For tests of what an add-on does with sales orders where the sales app is; no add-on of ours needs it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "sale.order" not in cls.env:
            raise SkipTest("the sales app is not installed")
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
