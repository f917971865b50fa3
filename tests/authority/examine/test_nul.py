"""The sign NUL, which PostgreSQL keeps in no text, in every address and field of the site: nothing there, and never a server error.

Every pattern of the resolver is walked, for strangers and for people with every role; run on PostgreSQL it is the whole proof.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls.converters import IntConverter

from tests.authority.cast import SLUG, sent
from tests.authority.filing.conftest import filing, known_to
from tests.desk.whole.addresses import addresses
from totalis.authority.models import CoverageRequest
from totalis.webbase.accounts.models import Membership, Organisation
from totalis.webbase.accounts.rights import Role
from totalis.webbase.addresses import PlainAddressMiddleware
from totalis.webbase.once.tokens import FIELD, new_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk.whole.addresses import Address

pytestmark = pytest.mark.django_db
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
SIGNS = ("%00", "a%00b")
QUERY = "?q=%00&page=%00&country=%00&day=%00&number=%00&state=%00&sort=%00&next=%00&after=%00"
NAMES = re.compile(r'name="([A-Za-z_][\w.-]*)"')
IN_OWN_WORDS = PlainAddressMiddleware.OWN_WORDS
AS_FORMS_READ = ("register/", "policy/", "agency/", "partners/new/", "desks/new/")
PUBLIC = ("status/", "check/paper/", "check/file/", "new/begin/", "language/")


def paths(address: Address, organisation: str, signs: tuple[str, ...]) -> Iterator[str]:
    """The address with the sign in each of its parts that is no number, the others as they might be."""
    if "(" in address.route:
        return
    names = [name for name, one in address.converters.items() if not isinstance(one, IntConverter)]

    def written(bad: str, sign: str) -> str:
        def part(found: re.Match[str]) -> str:
            name = found[2]
            if name == bad:
                return sign
            if name == "organisation":
                return organisation
            return "1" if isinstance(address.converters[name], IntConverter) else "x"

        return "/" + PART.sub(part, address.route)

    for name in names:
        for sign in signs:
            yield written(name, sign)
    yield written("", "") + QUERY


@pytest.fixture
def callers(office):
    """A stranger; somebody with every role of an agency; somebody with every role of a desk."""
    found = {"": Client(raise_request_exception=False)}
    home = Organisation.objects.get(slug__startswith="tess-of")
    for who, slug in (("petra", SLUG), ("tess", home.slug)):
        user = office.people[who]
        Membership.objects.filter(user=user).update(roles=[role.value for role in Role])
        found[slug] = Client(raise_request_exception=False)
        found[slug].force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return found


def of(address: Address, callers: dict[str, Client]) -> list[tuple[str, Client]]:
    """Whoever would be let in there; of what is open to everybody, a stranger."""
    house, desk = address.route.startswith("authority/"), address.route.startswith("desk/")
    wanted = SLUG if house else next(slug for slug in callers if slug.startswith("tess"))
    return [
        (slug, one) for slug, one in callers.items() if slug == (wanted if house or desk else "")
    ]


@pytest.mark.parametrize(
    ("methods", "signs", "everybody", "least"),
    [
        (("get",), SIGNS[:1], False, 300),
        pytest.param(("get", "post"), SIGNS, True, 1000, marks=pytest.mark.slow),
    ],
)
def test_in_an_address_it_leads_nowhere(callers, methods, signs, everybody, least):
    seen = 0
    for address in addresses():
        for slug, caller in callers.items() if everybody else of(address, callers):
            for path in paths(address, slug or SLUG, signs):
                for method in methods:
                    status = getattr(caller, method)(path).status_code
                    seen += 1
                    if path.startswith(IN_OWN_WORDS):
                        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, (method, path)
                    else:
                        assert status == HTTPStatus.NOT_FOUND, (method, path, status)
    assert seen > least, "the walk saw the whole site"
    for path in ("/static/%00", "/static/webbase/%00.css", "/%00", "/service/%00/x", "/%00/"):
        assert callers[""].get(path).status_code == HTTPStatus.NOT_FOUND, path


def test_in_the_forms_of_the_house_and_of_the_public_it_is_refused(office, callers):
    """Every field that the page shows, all of them with the sign, none of it kept."""
    row = sent(office)
    caller = callers[SLUG]
    pages = [f"{office.house}{end}" for end in AS_FORMS_READ]
    pages += [f"{office.house}requests/{row.control_number}/"]
    for page in pages:
        text = caller.get(page).content.decode()
        names = set(NAMES.findall(text)) - {"csrfmiddlewaretoken", FIELD}
        actions = {
            found for found in re.findall(r'action="([^"]+)"', text) if found.startswith("/")
        }
        for action in {page, *actions} - {"/accounts/logout/"}:
            answer = caller.post(action, {**dict.fromkeys(names, "a\0b"), FIELD: new_token()})
            assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, (page, action)
    for end in PUBLIC:
        asked = ("number", "born_on", "paper-number", "paper-code", "agreement", "lane", "language")
        said = dict.fromkeys((*asked, "product", "paper-day", "ticket", "altcha", "next"), "a\0b")
        answer = callers[""].post(f"/service/{end}", said)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, end


def test_in_a_form_that_somebody_fills_in_it_is_kept_from_the_database(office, callers):
    """From the first answer to the sending: said, not stumbled over."""
    caller = callers[""]
    begun = caller.post(
        "/service/new/begin/", {"agreement": "FR", "lane": "employer", "product": "certificate"}
    )
    assert begun.status_code == HTTPStatus.FOUND
    step = begun["Location"]
    names = set(NAMES.findall(caller.get(step).content.decode())) - {"csrfmiddlewaretoken"}
    for path in (step, f"{step}check/"):
        answer = caller.post(path, dict.fromkeys(names, "a\0b") | {"go": "later"})
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, path
    review = f"{step.partition('step/')[0]}review/"
    assert caller.get(review).status_code == HTTPStatus.OK
    answer = caller.post(review, {"declaration": "on", "ticket": "a\0b", "reason": "a\0b"})
    assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert not CoverageRequest.objects.exists()
    assert office.agency.pk


def test_a_signed_desk_meets_no_server_error_either(office):
    """In addresses, questions and bodies, as JSON writes it and as it is."""
    desk = known_to(office, "Borealis")
    for path in ("requests/%00", "requests/%00/proof.pdf", "requests?number=%00", "forms?day=%00"):
        assert desk.get(path).status_code in (200, 404, 422), path
    for path in ("forms?agreement=%00&lane=%00", "events?after=%00", "certificates/%00/credential"):
        assert desk.get(path).status_code in (200, 404, 422), path
    for more in (
        {"client_reference": "a\0b"},
        {"edition": "a\0b"},
        {"contact_email": "a\0b"},
        {"refers_to": "a\0b"},
        {"answers": {"worker_full_name": "a\0b"}},
        {"facts": {"schema": "a\0b"}},
        {"files": [{"name": "a\0b.txt", "data": "QQ=="}]},
    ):
        assert desk.post("requests", filing(**more)).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
