# mypy: disable-error-code="import-not-found"
"""A production in Tryton 8, step by step as its users click: the reference of `bench.production`.

It runs in an environment of its own, as Tryton is under the GPL and no part of this project:

    python -m venv .venv-tryton
    .venv-tryton/bin/pip install trytond==8.2.1 trytond_production==8.2.0 trytond_stock_lot==8.2.0

Each step is a transaction, durable, with Tryton's own models in one process: no web server stands
between, which is to Tryton's favour. Called with the server's address and how long to measure;
prints one line of JSON: productions, seconds, CPU seconds of this process.
Source of the steps: Tryton's own scenarios of the modules production and stock_lot.
"""

import json
import os
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

DATABASE = "tryton_reference"
MODULES = ["production", "stock_lot"]
STOCK = 100_000_000
ROOT = 0
"""Tryton's own user, who is asked for no rights: to Tryton's favour."""


def configured(url: str) -> None:
    """Tell Tryton where its database is."""
    from trytond import config

    path = Path(tempfile.mkdtemp()) / "trytond.conf"
    path.write_text(f"[database]\nuri = {url}\nlanguage = en\n")
    config.update_etc(str(path))


def created() -> None:
    """Make the database's tables, once."""
    from trytond import backend
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    backend.Database(DATABASE).connect()
    with Transaction().start(DATABASE, 0) as transaction:
        database = backend.Database(DATABASE)
        database.connect()
        if not database.test():
            database.init()
        transaction.commit()
    Pool.start()
    pool = Pool(DATABASE)
    pool.init(update=["ir", "res", *MODULES], lang=["en"], activatedeps=True)


class Works:
    """One product of two components, each in lots, with stock of both."""

    def __init__(self) -> None:
        from trytond.pool import Pool
        from trytond.transaction import Transaction

        self.pool = Pool(DATABASE)
        with Transaction().start(DATABASE, ROOT) as transaction:
            self.company = self._company()
            transaction.commit()
        with Transaction().start(DATABASE, ROOT, context=self.context()) as transaction:
            self.unit = self._found("product.uom", ("name", "=", "Unit"))
            self.storage = self._found("stock.location", ("code", "=", "STO"))
            self.product, self.first, self.second = (
                self._product(name) for name in ("Product", "First", "Second")
            )
            self.bom = self._bom()
            self.lots = {one: self._lot(one, "L-1") for one in (self.first, self.second)}
            self._stock()
            transaction.commit()

    def context(self) -> dict[str, int]:
        """Return what a user of the company brings along."""
        return {"company": self.company}

    def _found(self, model: str, *domain: tuple[str, str, str]) -> int:
        (found,) = self.pool.get(model).search(list(domain))
        return int(found.id)

    def _company(self) -> int:
        party = self.pool.get("party.party")(name="Works")
        party.save()
        currency = self.pool.get("currency.currency")(name="Yuan", code="CNY", symbol="Y")
        currency.rounding, currency.digits = Decimal("0.01"), 2
        currency.save()
        company = self.pool.get("company.company")(party=party, currency=currency)
        company.save()
        return int(company.id)

    def _product(self, name: str) -> int:
        template = self.pool.get("product.template")(name=name, type="goods")
        template.default_uom, template.producible = self.unit, name == "Product"
        template.list_price = Decimal(5)
        product = self.pool.get("product.product")(template=template)
        template.save()
        product.template, product.cost_price = template, Decimal(1)
        product.save()
        return int(product.id)

    def _bom(self) -> int:
        line, bom = self.pool.get("production.bom.input"), self.pool.get("production.bom")
        made = bom(name="Product")
        made.inputs = [
            line(product=one, quantity=2, unit=self.unit) for one in (self.first, self.second)
        ]
        output = self.pool.get("production.bom.output")
        made.outputs = [output(product=self.product, quantity=1, unit=self.unit)]
        made.save()
        return int(made.id)

    def _lot(self, product: int, number: str) -> int:
        lot = self.pool.get("stock.lot")(product=product, number=number)
        lot.save()
        return int(lot.id)

    def _stock(self) -> None:
        inventory = self.pool.get("stock.inventory")(location=self.storage)
        line = self.pool.get("stock.inventory.line")
        inventory.lines = [
            line(product=product, lot=lot, quantity=STOCK) for product, lot in self.lots.items()
        ]
        inventory.save()
        self.pool.get("stock.inventory").confirm([inventory])

    def production(self, number: str) -> None:
        """Release, issue two lots, start, receive a lot: four clicks, each with its commit."""
        from trytond.transaction import Transaction

        model = self.pool.get("production")
        with Transaction().start(DATABASE, ROOT, context=self.context()) as transaction:
            made = model(product=self.product, bom=self.bom, quantity=1)
            made.on_change_product()
            made.bom = self.bom
            made.explode_bom()
            made.save()
            model.wait([made])
            key = made.id
            transaction.commit()
        with Transaction().start(DATABASE, ROOT, context=self.context()) as transaction:
            made = model(key)
            for move in made.inputs:
                move.lot = self.lots[move.product.id]
                move.save()
            assert model.assign_try([made]) is not False
            transaction.commit()
        with Transaction().start(DATABASE, ROOT, context=self.context()) as transaction:
            model.run([model(key)])
            transaction.commit()
        with Transaction().start(DATABASE, ROOT, context=self.context()) as transaction:
            made = model(key)
            for move in made.outputs:
                move.lot = self._lot(self.product, number)
                move.save()
            model.do([made])
            assert model(key).state == "done"
            transaction.commit()


def main(arguments: list[str]) -> None:
    """Measure for so many seconds."""
    url, seconds = arguments[0], float(arguments[1])
    configured(url)
    created()
    works: Any = Works()
    for number in range(3):
        works.production(f"warm-{number}")
    done, began, cpu = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() < began + seconds:
        works.production(f"P-{os.getpid()}-{done}")
        done += 1
    print(
        json.dumps(
            {
                "productions": done,
                "seconds": time.perf_counter() - began,
                "cpu_s": time.process_time() - cpu,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1:])
