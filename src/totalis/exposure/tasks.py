"""Classifications that a stopped worker left are begun again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from totalis.exposure.models import Classification
from totalis.exposure.services.beginning import classify_lines
from totalis.webbase.notices.jobs import every

if TYPE_CHECKING:
    from datetime import datetime

STALE = timedelta(minutes=15)
AT_ONCE = 100


@every(minutes=5)
def wake_classifications(at: datetime) -> int:
    """Ask again for what a stopped worker left; answers how many."""
    left = Classification.objects.filter(working_since__lt=at - STALE)
    numbers = list(left.values_list("pk", flat=True)[:AT_ONCE])
    Classification.objects.filter(pk__in=numbers).update(working_since=at)
    for number in numbers:
        classify_lines.enqueue(number)
    return len(numbers)
