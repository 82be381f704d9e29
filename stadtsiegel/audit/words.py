"""The words of the audit record: what each finding means and what to do, what each action was."""

from __future__ import annotations

from credentials.model.instant import render_instant
from issuer.audit_actions import IssuerAction
from plumbing.audit.actions import PlumbingAction
from plumbing.audit.findings import Finding, FindingKind
from trust_registry.keeping.audit_actions import RegistryAction
from use_cases.local_text import LocalText
from verifier.audit_actions import VerifierAction

FINDINGS = {
    FindingKind.ENTRY_CHANGED: LocalText(
        "Einträge {range} sind nicht, was verkettet wurde: geändert, verschoben oder eingefügt.",
        "entries {range} are not what was linked: changed, moved or put in.",
    ),
    FindingKind.ENTRIES_MISSING: LocalText("Einträge {range} fehlen.", "entries {range} are missing."),
    FindingKind.CUT: LocalText(
        "Das Protokoll ist am Ende gekürzt: Einträge {range} sind nicht mehr da.",
        "the record was cut at its end: entries {range} are gone.",
    ),
    FindingKind.NOT_WHAT_WAS_SEALED: LocalText(
        "Die Einträge bis {range} sind andere als die, die gesiegelt wurden.",
        "the entries up to {range} are others than those that were sealed.",
    ),
    FindingKind.HEAD_FORGED: LocalText(
        "Zeilen {range} der Datei der Endstücke hat kein bekannter Schlüssel signiert.",
        "lines {range} of the file of heads were signed by no known key.",
    ),
    FindingKind.KEPT_HEAD_FORGED: LocalText(
        "Das Endstück zu Eintrag {range} in der Datenbank hat kein bekannter Schlüssel signiert.",
        "the head of entry {range} in the database was signed by no known key.",
    ),
    FindingKind.RESTORED: LocalText(
        "Die Datenbank wurde am {moment} wiederhergestellt; Endstücke zu Einträgen {range} waren vorher ausgegeben und "
        "sind nicht mehr durch Einträge gedeckt. War das so, dann: --known-restore {epoch}.",
        "the database was restored at {moment}; heads of entries {range} were exported before and are no longer "
        "covered by entries. If you know of it: --known-restore {epoch}.",
    ),
}

ACTIONS: dict[str, LocalText] = {
    IssuerAction.OFFER_MADE: LocalText("Angebot angelegt", "offer made"),
    IssuerAction.OFFER_APPROVED: LocalText("Angebot freigegeben", "offer approved"),
    IssuerAction.OFFER_NOT_APPROVED: LocalText("Angebot nicht freigegeben", "offer not approved"),
    IssuerAction.OFFER_RENEWED: LocalText("Angebot erneuert", "offer renewed"),
    IssuerAction.OFFER_WITHDRAWN: LocalText("Angebot zurückgezogen", "offer withdrawn"),
    IssuerAction.OFFER_REDEEMED: LocalText("Angebot eingelöst", "offer redeemed"),
    IssuerAction.OFFER_LOCKED: LocalText("Angebot nach falschen Codes gesperrt", "offer locked after wrong codes"),
    IssuerAction.OFFER_VOIDED: LocalText("Angebot für ungültig erklärt", "offer voided"),
    IssuerAction.CREDENTIAL_RECORDED: LocalText("Nachweis vermerkt", "credential recorded"),
    IssuerAction.CREDENTIAL_ISSUED: LocalText("Nachweis ausgegeben", "credential handed out"),
    IssuerAction.CREDENTIAL_SUPERSEDED: LocalText("Nachweis ersetzt", "credential superseded"),
    IssuerAction.CREDENTIAL_SUSPENDED: LocalText("Nachweis ausgesetzt", "credential suspended"),
    IssuerAction.CREDENTIAL_RESUMED: LocalText("Nachweis wieder eingesetzt", "credential resumed"),
    IssuerAction.CREDENTIAL_REVOKED: LocalText("Nachweis widerrufen", "credential revoked"),
    IssuerAction.CREDENTIAL_RENEWED: LocalText("Nachfolger eines Nachweises angeboten", "next credential offered"),
    IssuerAction.LIST_OPENED: LocalText("Statusliste eröffnet", "status list opened"),
    IssuerAction.LIST_CLOSED: LocalText("Statusliste geschlossen", "status list closed"),
    IssuerAction.PACKAGES_RELOADED: LocalText("Nachweispakete neu geladen", "packages of documents reloaded"),
    IssuerAction.OFFICE_RETIRED: LocalText("Amt beendet", "office retired"),
    VerifierAction.CHECK_MADE: LocalText("Prüfung angelegt", "check made"),
    VerifierAction.CHECK_REFUSED: LocalText(
        "Prüfung über den Zweck hinaus verweigert", "check beyond its purpose refused"
    ),
    VerifierAction.CHECK_ANSWERED: LocalText("Prüfung beantwortet", "check answered"),
    VerifierAction.CHECK_DECLINED: LocalText("Prüfung abgelehnt", "check declined"),
    VerifierAction.CHECK_CANCELLED: LocalText("Prüfung abgebrochen", "check cancelled"),
    VerifierAction.RESULT_FORGOTTEN: LocalText("Ergebnis vorzeitig gelöscht", "result forgotten before its time"),
    RegistryAction.STATEMENT_SAID: LocalText("Aussage gemacht", "statement said"),
    RegistryAction.OVERRIDE_GIVEN: LocalText(
        "Ausnahme erlaubt: fragt mehr, als die Nachweisart hat", "override given: asks for more than the type has"
    ),
    RegistryAction.STATEMENT_ENDED: LocalText("Aussage beendet", "statement ended"),
    RegistryAction.STATEMENT_COMPROMISED: LocalText("Aussage für kompromittiert erklärt", "statement compromised"),
    RegistryAction.TYPE_REGISTERED: LocalText("Nachweistyp eingetragen", "credential type registered"),
    RegistryAction.LIST_PUBLISHED: LocalText("Vertrauensliste veröffentlicht", "trust list published"),
    PlumbingAction.KEY_MADE: LocalText("Schlüssel erzeugt", "key made"),
    PlumbingAction.KEY_SHOWN: LocalText("Nächster Schlüssel veröffentlicht", "next key shown"),
    PlumbingAction.KEY_ACTIVATED: LocalText("Schlüssel signiert jetzt", "key activated"),
    PlumbingAction.KEY_RETIRED: LocalText("Schlüssel außer Dienst", "key retired"),
    PlumbingAction.KEY_COMPROMISED: LocalText("Schlüssel für kompromittiert erklärt", "key compromised"),
    PlumbingAction.API_KEY_MADE: LocalText("Zugangsschlüssel erzeugt", "API key made"),
    PlumbingAction.API_KEY_REVOKED: LocalText("Zugangsschlüssel gesperrt", "API key revoked"),
    PlumbingAction.RESTORED: LocalText("Datenbank wiederhergestellt", "database restored"),
}


def say(finding: Finding) -> LocalText:
    """A finding as a sentence."""
    text = FINDINGS[finding.kind]
    numbers = f"{finding.first}" if finding.first == finding.last else f"{finding.first}-{finding.last}"
    moment = render_instant(finding.epoch) if finding.epoch is not None else ""
    places = {"range": numbers, "moment": moment, "epoch": finding.epoch}
    return LocalText(text.de.format(**places), text.en.format(**places))
