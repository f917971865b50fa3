"""Invitations by e-mail: sent once the invitation stands in the database."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from totalis.webbase.members.selectors import invitation_token

if TYPE_CHECKING:
    from django.http import HttpRequest

    from totalis.webbase.accounts.models import Invitation

log = logging.getLogger(__name__)


def send_when_committed(request: HttpRequest, invitation: Invitation) -> None:
    """Send the link after the transaction, and tell the person at the screen whether it left."""
    transaction.on_commit(lambda: _send(request, invitation))


def _send(request: HttpRequest, invitation: Invitation) -> None:
    link = request.build_absolute_uri(reverse("invitation", args=[invitation_token(invitation)]))
    try:
        with request_context(request):
            get_adapter(request).send_mail(
                "members/email/invitation",
                invitation.email,
                {"invitation": invitation, "link": link},
            )
    except (OSError, SMTPException):
        log.exception("An invitation could not be sent")
        messages.error(
            request,
            _(
                "The e-mail to %(email)s could not be sent. Have the mail settings looked at, then invite again."
            )
            % {"email": invitation.email},
        )
    else:
        messages.success(
            request, _("We sent an e-mail to %(email)s.") % {"email": invitation.email}
        )
