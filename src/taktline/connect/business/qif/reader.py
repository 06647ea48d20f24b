"""Reads QIF 2.x results (ISO 23952): definitions, nominals, items, features, measurements."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from lxml import etree

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.connect.business.qif.results import (
    CharacteristicDraft,
    InspectedPiece,
    InspectionPlanDraft,
    InspectionResults,
    Measurement,
    Report,
    Verdict,
)
from taktline.connect.xml import (
    attribute,
    child,
    children,
    local_name,
    parse_xml,
    read_xml,
    text_of,
)

_VERDICTS: dict[str, Verdict] = {"PASS": "pass", "FAIL": "fail"}
_ANGULAR = ("Angle", "UserDefinedAngular")
_NATURAL = Decimal(0)


class NotQif(Problem):
    """A document is something else than a QIF document with results."""

    title = Text(
        en="{name} is {found}, not a QIF document.", zh="{name} 是 {found}，不是 QIF 文档。"
    )
    status = 422


class BadReport(Problem):
    """A QIF document contradicts itself or lacks what it refers to."""

    title = Text(en="{name}: {reason}", zh="{name}：{reason}")
    status = 422


def read_report(path: Path) -> Report:
    """Read a QIF file; see `report_of`."""
    return _report(read_xml(path), path.name)


def report_of(content: bytes, *, name: str = "the report") -> Report:
    """Read a QIF document into a plan draft and results.

    Limits come from the tolerance: as limits, or as deviations from the nominal. Geometric
    tolerances (one tolerance value) give an upper limit; some programs write them negative, which
    can only mean their absolute value.

    Args:
        content: the XML as delivered.
        name: what to call it in a refusal.

    Raises:
        NotXml: not well-formed, or with a document type.
        NotQif: another kind of document.
        BadReport: a reference leads nowhere, or a number is none.

    Source: QIF 2.1 (DMSC; ISO 23952), QIF Results.
    """
    return _report(parse_xml(content, name=name), name)


def _report(root: etree._Element, name: str) -> Report:
    if local_name(root) != "QIFDocument":
        raise NotQif(name=name, found=local_name(root))
    reader = _Reader(root, name)
    plan = InspectionPlanDraft(
        part_names=reader.part_names(), characteristics=reader.characteristics()
    )
    results = InspectionResults(pieces=reader.pieces())
    return Report(plan=plan, results=results, version=attribute(root, "versionQIF"))


class _Reader:
    """Looks up what a document's ids refer to."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self._root = root
        self._name = name
        sections = child(root, "Characteristics")
        self._definitions = self._by_id(sections, "CharacteristicDefinitions")
        self._nominals = self._by_id(sections, "CharacteristicNominals")
        self._items = self._by_id(sections, "CharacteristicItems")
        self._feature_names = {
            item_id: text_of(item, "FeatureName")
            for item_id, item in self._by_id(child(root, "Features"), "FeatureItems").items()
        }
        self._serials = self._read_serials()

    def part_names(self) -> tuple[str, ...]:
        product = child(self._root, "Product")
        found = [text_of(product, "Header", "Name")]
        for part in children(child(product, "PartSet") if product is not None else None, "Part"):
            found += [text_of(part, "Header", "Name"), text_of(part, "ModelNumber")]
            for definition in children(child(part, "DefinitionExternal")):
                found.append(text_of(definition, "Name"))
        return tuple(dict.fromkeys(name for name in found if name))

    def characteristics(self) -> tuple[CharacteristicDraft, ...]:
        return tuple(self._characteristic(item_id) for item_id in self._items)

    def pieces(self) -> tuple[InspectedPiece, ...]:
        results = child(self._root, "MeasurementsResults", "MeasurementResultsSet")
        found = children(results, "MeasurementResults")
        return tuple(self._piece(sequence, one) for sequence, one in enumerate(found, start=1))

    def _characteristic(self, item_id: str) -> CharacteristicDraft:
        item = self._items[item_id]
        nominal = self._refer(item, "CharacteristicNominalId", among=self._nominals)
        definition = self._refer(nominal, "CharacteristicDefinitionId", among=self._definitions)
        kind = local_name(definition).removesuffix("CharacteristicDefinition")
        target = self._decimal(text_of(nominal, "TargetValue"))
        lsl, usl, natural = self._limits(definition, target)
        names = (
            self._feature_names.get(feature.text or "")
            for feature in children(child(item, "FeatureItemIds"), "Id")
        )
        return CharacteristicDraft(
            id=item_id,
            name=text_of(item, "Name") or text_of(definition, "Name") or "",
            kind=kind,
            unit="deg" if kind in _ANGULAR else "mm",
            nominal=target,
            lsl=lsl,
            usl=usl,
            natural_limit=natural,
            features=tuple(feature for feature in names if feature),
        )

    def _limits(
        self, definition: etree._Element, target: Decimal | None
    ) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """Return lower limit, upper limit and natural limit."""
        geometric = self._decimal(text_of(definition, "ToleranceValue"))
        if geometric is not None:
            return None, abs(geometric), _NATURAL
        tolerance = child(definition, "Tolerance")
        low = self._decimal(text_of(tolerance, "MinValue"))
        high = self._decimal(text_of(tolerance, "MaxValue"))
        if text_of(tolerance, "DefinedAsLimit") != "false":
            return low, high, None
        if target is None:
            raise BadReport(name=self._name, reason="a deviation stands without its nominal value")
        return (
            None if low is None else target + low,
            None if high is None else target + high,
            None,
        )

    def _piece(self, sequence: int, results: etree._Element) -> InspectedPiece:
        features = {
            attribute(actual, "id"): self._feature_names.get(text_of(actual, "FeatureItemId") or "")
            for actual in children(child(results, "MeasuredFeatures", "FeatureActuals"))
        }
        actuals = children(child(results, "MeasuredCharacteristics", "CharacteristicActuals"))
        components = children(child(results, "ActualComponentIds"), "Id")
        serials = [self._serials.get((c.text or "").strip()) for c in components]
        return InspectedPiece(
            sequence=sequence,
            serial=next((serial for serial in serials if serial), None),
            status=_verdict(text_of(results, "InspectionStatus", "InspectionStatusEnum")),
            measurements=tuple(
                m for actual in actuals if (m := self._measurement(actual, features)) is not None
            ),
        )

    def _measurement(
        self, actual: etree._Element, features: dict[str | None, str | None]
    ) -> Measurement | None:
        value = self._decimal(text_of(actual, "Value"))
        item_id = text_of(actual, "CharacteristicItemId")
        if value is None:
            return None  # Not measured: the status alone says nothing to plot or judge.
        if item_id is None or item_id not in self._items:
            raise BadReport(name=self._name, reason=f"there is no characteristic item {item_id}")
        measured_on = children(child(actual, "FeatureActualIds"), "Id")
        names = [features.get((one.text or "").strip()) for one in measured_on]
        return Measurement(
            characteristic_id=item_id,
            feature=next((name for name in names if name), None),
            value=value,
            status=_verdict(text_of(actual, "Status", "CharacteristicStatusEnum")),
        )

    def _read_serials(self) -> dict[str, str | None]:
        sets = child(self._root, "MeasurementsResults", "ActualComponentSets")
        return {
            attribute(component, "id") or "": text_of(component, "SerialNumber")
            for group in children(sets, "ActualComponentSet")
            for component in children(group, "ActualComponent")
        }

    def _refer(
        self, element: etree._Element, name: str, *, among: dict[str, etree._Element]
    ) -> etree._Element:
        reference = text_of(element, name)
        if reference is None or reference not in among:
            raise BadReport(name=self._name, reason=f"{name} {reference} leads nowhere")
        return among[reference]

    def _decimal(self, text: str | None) -> Decimal | None:
        """Read a number; one printed with all 17 digits is the short one it was printed from."""
        if text is None:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise BadReport(name=self._name, reason=f"{text!r} is no number") from None
        if not number.is_finite():
            raise BadReport(name=self._name, reason=f"{text!r} is no number")
        digits = len(number.as_tuple().digits)
        return Decimal(repr(float(text))) if digits >= 17 else number

    @staticmethod
    def _by_id(section: etree._Element | None, name: str) -> dict[str, etree._Element]:
        group = child(section, name) if section is not None else None
        return {attribute(one, "id") or "": one for one in children(group)}


def _verdict(text: str | None) -> Verdict:
    return _VERDICTS.get(text or "", "unknown")
