"""Users, organisations, memberships, mandates, and the base of whatever belongs to an organisation.

`begins` is the first day that counts, `ends` the first day that no longer does; no `ends` means: until somebody ends it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from totalis.webbase.accounts.rights import OF_AGENCIES, OF_DESKS, Role


def every_role() -> list[str]:
    """All roles of a case desk by their keys: a mandate without a limit."""
    return [role.value for role in Role if role not in OF_AGENCIES]


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is kept in lower case."""

    def create_user(self, *, email: str, name: str, password: str | None = None) -> User:
        """Make a user; without a password, one who must set it by e-mail first."""
        user = self.model(email=email.strip().lower(), name=name.strip())
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in by e-mail address; what she may do stands in her memberships alone."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True)
    mail_notices = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name, for libraries that ask in Django's way."""
        return self.name

    def get_short_name(self) -> str:
        """The name, for libraries that ask in Django's way."""
        return self.name


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    EMPLOYER = "employer", "Employer"
    ADVISER = "adviser", "Adviser"
    SELF_EMPLOYED = "self_employed", "Self-employed person"
    AGENCY = "agency", "Agency that certifies coverage"


class Organisation(models.Model):
    """A tenant: nobody outside it sees, counts or guesses what belongs to it."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    country = models.CharField(max_length=2, default="US")
    created_at = models.DateTimeField()
    retention_years = models.PositiveSmallIntegerField(default=7)

    def __str__(self) -> str:
        return self.name

    @property
    def is_solo(self) -> bool:
        """Whether one self-employed person works here alone, so that she approves her own packets."""
        return self.kind == OrganisationKind.SELF_EMPLOYED

    @property
    def is_agency(self) -> bool:
        """Whether it certifies coverage, so that its people examine and do not file."""
        return self.kind == OrganisationKind.AGENCY

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that its people may have."""
        return frozenset(Role) - (OF_DESKS if self.is_agency else OF_AGENCIES)


class Dated(models.Model):
    """The base of what counts from a day on, and before another where it has an end."""

    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day that counts, as people name an end."""
        return self.ends - timedelta(days=1) if self.ends else None


class Mandate(Dated):
    """What lets an adviser's people act for a client, from a day to a day, with its proof and its limits."""

    adviser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates_held"
    )
    client = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates_given"
    )
    roles = models.JSONField(default=every_role)
    """The roles that the adviser's people may have at the client."""
    proof = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.adviser} for {self.client}"

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles that it allows, as values."""
        return frozenset(Role(role) for role in self.roles)


class Membership(Dated):
    """A person's roles in an organisation; through a mandate where she belongs to its adviser.

    Who leaves and comes again gets a second row.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    roles = models.JSONField(default=list)
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(ends__isnull=True),
                name="one_open_membership_a_person_and_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organisation}"

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles as values."""
        return frozenset(Role(role) for role in self.roles)


Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class OwnedQuerySet(models.QuerySet[Row_co]):
    """Rows of an organisation; every selector begins with `of(actor.organisation)`."""

    def of(self, organisation: Organisation) -> Self:
        """Only what belongs to the organisation that the person acts in."""
        return self.filter(organisation=organisation)


class Owned(models.Model):
    """The base of everything that belongs to one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class Invitation(Owned, Dated):
    """A place in an organisation, offered by e-mail to one address, taken once or never.

    With `to_adviser`, what is offered is a mandate, from `begins` to `ends`; who takes it does so for her adviser.
    """

    email = models.EmailField()
    roles = models.JSONField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    to_adviser = models.BooleanField(default=False)
    proof = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.email} to {self.organisation}"

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles that it offers, as values."""
        return frozenset(Role(role) for role in self.roles)
