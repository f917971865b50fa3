"""The edition of one product, made of the file's entry, the catalogue and the examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.countries import name_of, with_article
from totalis.lawbook.forms.model import (
    US,
    Asks,
    Change,
    EditionEntry,
    FieldEntry,
    FormEdition,
    FormField,
    FormStep,
    Lane,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from totalis.lawbook.forms.model import Catalogue
    from totalis.lawbook.forms.reader import CountryExample, ExampleBook
    from totalis.lawbook.model import Agreement, Source

FROM_AGREEMENT = "agreement_file"
"""Stands where only the agreement's own sources speak; they are shown in its place."""
NOTHING = Change(key="")


class Resolver:
    """Makes editions of one agreement."""

    def __init__(
        self,
        agreement: Agreement,
        catalogue: Catalogue,
        sources: dict[str, Source],
        examples: ExampleBook,
    ) -> None:
        self.agreement, self.catalogue = agreement, catalogue
        self.sources, self.examples = sources, examples

    def edition(self, entry: EditionEntry, product: str, valid_until: date | None) -> FormEdition:
        """The form of a product; fields that another product asks are left out."""
        issuer = issuer_of(entry.asks, self.agreement.country)
        texts = self._texts(issuer, entry.lane)
        steps = tuple(
            FormStep(
                key=step.step,
                title=self.catalogue.steps[step.step].title.format_map(texts),
                says=self.catalogue.steps[step.step].says.format_map(texts),
                fields=fields,
                words=(self.catalogue.steps[step.step].title, self.catalogue.steps[step.step].says),
            )
            for step in entry.steps
            if (fields := self._fields(step.step, step.fields, entry, product, texts))
        )
        named = {
            source.title: source
            for step in steps
            for field in step.fields
            for source in field.sources
        }
        what = self.catalogue.products[product].label
        lane = self.catalogue.lanes[entry.lane].label
        return FormEdition(
            key=key_of(entry, product, self.agreement.country),
            agreement=self.agreement.country,
            issuer=issuer,
            asks=entry.asks,
            lane=entry.lane,
            product=product,
            valid_from=entry.valid_from,
            valid_until=valid_until,
            steps=steps,
            conditions=self.catalogue.conditions,
            sources=tuple(named.values()),
            notes=entry.unknown,
            title=f"{what}: {texts['home_name']} and {texts['host_name']}, {lane.lower()}",
            product_label=what,
            lane_label=lane,
        )

    def _fields(
        self,
        step: str,
        keys: Iterable[str],
        entry: EditionEntry,
        product: str,
        texts: dict[str, str],
    ) -> tuple[FormField, ...]:
        every = (self.catalogue.fields[key] for key in keys)
        return tuple(
            self._field(step, field, entry, texts)
            for field in every
            if not field.products or product in field.products
        )

    def _field(
        self, step: str, field: FieldEntry, entry: EditionEntry, texts: dict[str, str]
    ) -> FormField:
        change = entry.changes.get(field.key, NOTHING)
        own = [key for item in entry.listed if field.key in item.fields for key in item.source]
        ours = field.key in entry.ours
        label, help_ = change.label or field.label, change.help or field.help
        return FormField(
            key=field.key,
            step=step,
            label=label.format_map(texts),
            help=help_.format_map(texts),
            example=(change.example or field.example).format_map(texts),
            words=(label, help_),
            type=field.type,
            requirement=change.required or field.required,
            when=change.when or field.when,
            sources=self._sources(field, own),
            is_ours=ours,
            why=field.why if ours else "",
            note=field.note,
            fact=field.fact,
            options=field.options,
            may_be_unknown=field.may_be_unknown,
            listed=bool(own),
            inferred=not ours and (entry.inferred_whole or field.key in entry.inferred),
            number=field.number,
            validation=field.validation,
            max_length=int(field.max_length) if field.max_length.isdecimal() else None,
        )

    def _sources(self, field: FieldEntry, own: list[str]) -> tuple[Source, ...]:
        """The agreement's own sources, then those of the catalogue, each once."""
        general = [self.sources[key] for key in field.source if not (own and key == FROM_AGREEMENT)]
        every = [*(self.agreement.source_of(key) for key in own), *general]
        return tuple({source.title: source for source in every}.values())

    def _texts(self, issuer: str, lane: Lane) -> dict[str, str]:
        """What the braces of labels, help and examples stand for."""
        partner = self.agreement.country
        host = partner if issuer == US else US
        texts = {
            "partner": with_article(partner),
            "host": with_article(host),
            "home": issuer,
            "home_the": with_article(issuer),
            "home_name": name_of(issuer),
            "host_name": name_of(host),
            "kind": "self_employment" if lane is Lane.SELF_EMPLOYED else "employment",
        }
        texts |= {
            f"number_{key.replace('.', '_')}": number
            for key, number in self.examples.numbers.items()
        }
        for name, country in (("us", US), ("partner", partner), ("home", issuer), ("host", host)):
            texts |= _of_country(name, country, self.examples.countries[country])
        return texts


def issuer_of(asks: Asks, partner: str) -> str:
    """Whose certificate or letter is asked for."""
    return partner if asks is Asks.FOREIGN_CERTIFICATE else US


def key_of(entry: EditionEntry, product: str, partner: str) -> str:
    """The key of an edition: `us-fr-employer-certificate-2026-11`, the issuer first."""
    issuer = issuer_of(entry.asks, partner)
    other = partner if issuer == US else US
    parts = (issuer.lower(), other.lower(), entry.lane.value, product, entry.edition)
    return "-".join(parts).replace("_", "-")


def _of_country(name: str, country: str, example: CountryExample) -> dict[str, str]:
    return {
        f"{name}_code": country,
        f"{name}_company": example.company,
        f"{name}_address": "\n".join((*example.address, name_of(country))),
        f"{name}_town": example.town,
        f"{name}_phone": example.phone,
        f"{name}_number": example.number,
    }
