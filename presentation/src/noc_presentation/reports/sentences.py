"""The one sentence about an execution, written by rule in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from noc_presentation.reports.report import Failure, Report

MOST_NAMED = 3
MOST_GROUPS = 5


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language; in braces stands what is put in."""

    hosts_ok: str
    one_host_ok: str
    time: str
    more: str
    step: str
    others: str
    changed: str
    nothing: str
    words: Mapping[str, str]
    occasions: Mapping[str, str]
    labels: Mapping[str, str]


ENGLISH = Language(
    hosts_ok="{ok} of {all} hosts ok",
    one_host_ok="{ok} of 1 host ok",
    time=" in {time}",
    more="{names} and {more} more",
    step=" at {step}",
    others="{hosts} others did not end well",
    changed="{changed} changed",
    nothing="{status} before any host",
    words={"timed_out": "timed out"},
    occasions={
        "first_failure": "First failure",
        "failure": "Failed again",
        "recovery": "Recovered",
        "success": "Succeeded",
        "began": "Trouble",
        "ended": "Over",
    },
    labels={
        "procedure": "Procedure",
        "execution": "Execution",
        "hosts": "Hosts",
        "severity": "Severity",
        "last_line": "Last line",
        "link": "Link",
        "digest": "{all} reports, {failed} with failures",
        "question": "Question",
        "will_run": "Will run",
        "asked_for": "Asked for by",
        "expires": "Expires",
        "approvals": "Approvals",
        "closed": "Over",
        "answer": "Answer here",
        "web_only": "High risk: answer on the web, with your second factor.",
    },
)
PORTUGUESE = Language(
    hosts_ok="{ok} de {all} hosts ok",
    one_host_ok="{ok} de 1 host ok",
    time=" em {time}",
    more="{names} e mais {more}",
    step=" em {step}",
    others="outros {hosts} não terminaram bem",
    changed="{changed} alterados",
    nothing="{status} antes de qualquer host",
    words={
        "failed": "falhou",
        "unreachable": "inacessível",
        "timed_out": "esgotou o tempo",
        "cancelled": "cancelado",
        "refused": "recusado",
        "expired": "expirou",
        "lost": "perdido",
        "exhausted": "esgotou as tentativas",
        "missed": "chegou tarde",
        "succeeded": "terminou bem",
        "approved": "aprovado",
        "info": "informação",
        "warning": "atenção",
        "critical": "crítica",
    },
    occasions={
        "first_failure": "Primeira falha",
        "failure": "Falhou de novo",
        "recovery": "Recuperado",
        "success": "Terminou bem",
        "began": "Problema",
        "ended": "Resolvido",
    },
    labels={
        "procedure": "Procedimento",
        "execution": "Execução",
        "hosts": "Hosts",
        "severity": "Gravidade",
        "last_line": "Última linha",
        "link": "Endereço",
        "digest": "{all} relatórios, {failed} com falhas",
        "question": "Pergunta",
        "will_run": "Será executado",
        "asked_for": "Pedido por",
        "expires": "Expira",
        "approvals": "Aprovações",
        "closed": "Encerrada",
        "answer": "Responda aqui",
        "web_only": "Risco alto: responda na web, com o segundo fator.",
    },
)
LANGUAGES: Mapping[str, Language] = {"en": ENGLISH, "pt-BR": PORTUGUESE}


def sentence(report: Report, language: Language) -> str:
    """`197 of 200 hosts ok in 3 min 5 s; web4 and web5 failed at restart; 14 changed`."""
    total = sum(report.counts.values())
    if not total:
        said = language.nothing.format(status=word(report.status, language))
        return f"{said}: {report.reason}" if report.reason else said
    pattern = language.one_host_ok if total == 1 else language.hosts_ok
    ok = pattern.format(ok=report.counts.get("succeeded", 0), all=total)
    time = "" if report.seconds is None else language.time.format(time=duration(report.seconds))
    parts = [ok + time, *(ending(one, language) for one in report.failures[:MOST_GROUPS])]
    rest = sum(one.hosts for one in report.failures[MOST_GROUPS:])
    if rest:
        parts.append(language.others.format(hosts=rest))
    if report.changed:
        parts.append(language.changed.format(changed=report.changed))
    return "; ".join(parts)


def ending(failure: Failure, language: Language) -> str:
    """`web4, web5 and 3 more failed at restart`."""
    names = ", ".join(failure.names[:MOST_NAMED])
    more = failure.hosts - len(failure.names[:MOST_NAMED])
    named = language.more.format(names=names, more=more) if more else names
    place = language.step.format(step=failure.step) if failure.step else ""
    return f"{named} {word(failure.word, language)}{place}"


def word(status: str, language: Language) -> str:
    """A status or outcome in words."""
    return language.words.get(status, status.replace("_", " "))


def duration(seconds: float) -> str:
    """`340 ms`, `12 s`, `3 min 5 s`, `2 h 7 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
