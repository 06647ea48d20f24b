"""A small works with machines: a line of two, work on it, states, a stop, a call for help."""

from datetime import UTC, datetime, timedelta

import msgspec

from tests.api_ground import Api

Fields = dict[str, object]


async def done(plant: Api, verb: str, fields: Fields) -> Fields:
    """Give a command that must be accepted."""
    answer = await plant.command(verb, fields)
    assert answer.status_code < 300, answer.text
    found: Fields = answer.json()
    return found


async def asked(plant: Api, name: str, **params: str) -> list[dict[str, object]]:
    """Ask a query that must answer; return its rows."""
    answer = await plant.query(name, **params)
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, object]] = answer.json()["rows"]
    return rows


class Works(msgspec.Struct, frozen=True, kw_only=True):
    """The works, and the instant its story began (whole minutes, UTC).

    Attributes:
        began: everything below happened after it; the business day begins hours before.
    """

    api: Api
    began: datetime

    def at(self, minutes: float) -> str:
        """Return an instant so many minutes after the story began, as it is sent."""
        return (self.began + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")

    async def ran(
        self, machine: str, *lines: tuple[str, float, float], goes_on: bool = False
    ) -> None:
        """Record what a machine did, in minutes; the last line may still go on."""
        intervals = [
            {
                "state": state, "starts_at": self.at(start), "ends_at": self.at(end),
                "provisional": goes_on and end == lines[-1][2],
            }
            for state, start, end in lines
        ]  # fmt: skip
        await done(
            self.api, "kernel.record_states",
            {"work_unit": machine, "connection": "test", "starts_at": self.at(lines[0][1]),
             "ends_at": self.at(lines[-1][2]), "intervals": intervals},
        )  # fmt: skip

    async def reported(self, job: str, good: str, minutes: float, **more: object) -> None:
        """Report pieces at an instant of the story."""
        fields = {"job_order": job, "good": good, "occurred_at": self.at(minutes), **more}
        await done(self.api, "kernel.report_operation", fields)


async def works(api: Api, *, began: datetime | None = None) -> Works:
    """Found the works: site S1 in Shanghai, line L1 with M-1 and M-2, reasons, an order of 10.

    Args:
        began: two hours ago if None, so that all of it lies in a day that is running.
    """
    then = began or datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(hours=2)
    starts = then - timedelta(hours=2)
    # The day begins two hours before the story, so that no test runs over its border.
    zone_s = (starts + timedelta(hours=8)).hour * 3600
    site: Fields = {
        "code": "S1", "name": "Works", "zone": "Asia/Shanghai", "day_starts_s": str(zone_s),
    }  # fmt: skip
    await done(api, "site.create", site)
    line: Fields = {"code": "L1", "name": "一线", "name_en": "Line one", "site": "S1"}
    await done(api, "equipment.create", {**line, "level": "production_line"})
    for code, name in (("M-1", "Press one"), ("M-2", "Press two")):
        machine: Fields = {"code": code, "name": name, "site": "S1", "parent": "L1"}
        await done(api, "equipment.create", {**machine, "level": "work_cell"})
    for code, name, parent in (
        ("FAULT", "故障", None),
        ("MECH", "机械故障", "FAULT"),
        ("JAM", "卡料", None),
    ):
        reason: Fields = {"code": code, "name": name, "name_en": code.title(), "parent": parent}
        await done(api, "downtime_reason.create", reason)
    await done(api, "unit.create", {"code": "ea", "name": "each"})
    await done(api, "material.create", {"code": "SHAFT", "name": "Shaft", "unit": "ea"})
    return Works(api=api, began=then)


async def ordered(plant: Works, code: str = "W-1", **more: object) -> None:
    """Release an order of ten shafts: one operation of a minute each, on line L1 at M-1."""
    pressing: Fields = {"sequence": 10, "name": "Press", "work_center": "L1", "planned_run_s": "60",
                        "start_by_report": True}  # fmt: skip
    draft: Fields = {
        "code": code, "site": "S1", "material": "SHAFT", "ordered": "10",
        "operations": [pressing], **more,
    }  # fmt: skip
    await done(plant.api, "kernel.create_work_order", draft)
    await done(plant.api, "kernel.release_work_order", {"work_order": code})
    told: Fields = {"job_order": f"{code}-10", "work_unit": "M-1"}
    await done(plant.api, "kernel.dispatch_job_order", told)
