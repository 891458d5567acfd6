"""The checks of a van's papers: one kind of trouble each, whatever the kind of paper."""

from convoy.domain.check_codes import CheckKind, Code, Mending, Severity
from convoy.domain.messages import N_, NN_

_WARN = Severity.WARN
_AGAIN = Mending(N_("Make a new version"), "print_desk.convoy")

PAPERS: dict[Code, CheckKind] = {
    Code.PAPER: CheckKind(
        _WARN,
        N_("Every paper it calls for is final"),
        NN_("%(num)s paper not made final yet", "%(num)s papers not made final yet"),
        Mending(N_("Make it"), "print_desk.convoy"),
    ),
    Code.VOID_PAPER: CheckKind(
        _WARN,
        N_("No paper it needs is void"),
        NN_("%(num)s paper is void", "%(num)s papers are void"),
        _AGAIN,
    ),
    Code.NEW_PAPER: CheckKind(
        _WARN,
        N_("Its papers say what is so now"),
        NN_("%(num)s paper out of date", "%(num)s papers out of date"),
        _AGAIN,
    ),
    Code.UNSIGNED_PAPER: CheckKind(
        _WARN,
        N_("What needs a signature or stamp has it, and a copy is kept"),
        NN_("%(num)s paper without a signed copy kept", "%(num)s papers without a signed copy kept"),
        Mending(N_("Keep its signed copy"), "signed_copies.index"),
    ),
}
