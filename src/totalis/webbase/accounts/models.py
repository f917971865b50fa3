"""Users, organisations, memberships, mandates, and the base of whatever belongs to an organisation."""

from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from totalis.webbase.accounts.rights import Role


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


class Mandate(models.Model):
    """What lets an adviser's people act for a client, from a day to a day, with its proof."""

    adviser = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates_held"
    )
    client = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="mandates_given"
    )
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)
    proof = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.adviser} for {self.client}"


class Membership(models.Model):
    """A person's roles in an organisation; through a mandate where she belongs to its adviser."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    roles = models.JSONField(default=list)
    mandate = models.ForeignKey(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    begins = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_membership_a_person_and_organisation"
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


OwnedManager = models.Manager.from_queryset(OwnedQuerySet)


class Owned(models.Model):
    """The base of everything that belongs to one organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    objects = OwnedManager()

    class Meta:
        abstract = True
