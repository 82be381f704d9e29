"""All words of the start page in German and English; the state words are those of every page of the house."""

from __future__ import annotations

from use_cases.local_text import LocalText

WORDS: dict[str, LocalText] = {
    "product": LocalText("Stadtsiegel", "Stadtsiegel"),
    "sample": LocalText("Testumgebung", "Test environment"),
    "sample_note": LocalText(
        "Alles hier gehört zu einer erfundenen Stadt auf diesem Rechner. Die Abläufe sind echt, die Ausweise nicht.",
        "Everything here belongs to an invented city on this computer. What happens is real, the cards are not.",
    ),
    "skip": LocalText("Zum Inhalt springen", "Skip to content"),
    "switch": LocalText("English", "Deutsch"),
    "start_title": LocalText("Ein Ausweis von der Ausstellung bis zum Widerruf", "One card from issue to revocation"),
    "start_lead": LocalText(
        "Die Bibliothek stellt einen Musterausweis aus, eine simulierte Wallet holt ihn ab, Bibliothek oder Museum "
        "prüfen ihn. Danach können Sie ihn aussetzen oder widerrufen und sehen, wie er abgelehnt wird.",
        "The library issues a sample card, a simulated wallet takes it, library or museum check it. Then you can "
        "suspend or revoke it and see it refused.",
    ),
    "issue": LocalText("Musterausweis ausstellen", "Issue a sample card"),
    "cards": LocalText("Ihre Musterausweise", "Your sample cards"),
    "card": LocalText("Musterausweis", "Sample card"),
    "forgotten": LocalText(
        "Diese Seite vergisst die Liste, sobald der Dienst endet; die Ausweise selbst bleiben gespeichert.",
        "This page forgets the list when the service ends; the cards themselves stay recorded.",
    ),
    "where": LocalText("Was ist wo?", "What is where?"),
    "what": LocalText("Was", "What"),
    "address": LocalText("Adresse", "Address"),
    "identifier": LocalText("Kennung (DID)", "Identifier (DID)"),
    "this_page": LocalText("Diese Seite", "This page"),
    "registry": LocalText("Vertrauensregister", "Trust registry"),
    "issuer": LocalText("Ausgabe, Bibliothek", "Issuer, library"),
    "verifier_lending": LocalText("Prüfung, Bibliothek", "Verifier, library"),
    "verifier_museum": LocalText("Prüfung, Museum", "Verifier, museum"),
    "root": LocalText(
        "Die Dienste sprechen HTTPS mit Zertifikaten, die nur auf diesem Rechner gelten. Wer sie mit eigenen "
        "Programmen aufruft, vertraut dieser Datei:",
        "The services speak HTTPS with certificates that hold on this computer only. To call them with programs of "
        "your own, trust this file:",
    ),
    "clock": LocalText("Uhr dieser Stadt", "Clock of this city"),
    "clock_note": LocalText(
        "Prüfstellen merken sich Sperrlisten für kurze Zeit. Eine Änderung gilt deshalb spätestens nach fünf Minuten "
        "überall; so lange müssen Sie hier nicht warten.",
        "Verifiers keep status lists for a short time. So a change holds everywhere after five minutes at the latest; "
        "you need not wait that long here.",
    ),
    "clock_ahead": LocalText("Die Uhr geht vor um", "The clock is ahead by"),
    "minutes": LocalText("Minuten", "minutes"),
    "later": LocalText("Fünf Minuten später", "Five minutes later"),
    "back": LocalText("Zur Startseite", "To the start page"),
    "back_card": LocalText("Zum Musterausweis", "To the sample card"),
    "state": LocalText("Stand", "State"),
    "refresh": LocalText("Stand aktualisieren", "Refresh the state"),
    "offer": LocalText("Abholen", "Take the card"),
    "offer_lead": LocalText(
        "Mit einer Wallet auf diesem Rechner den Code scannen oder den Link öffnen. Die Wallet fragt nach dem "
        "Abholcode.",
        "Scan the code or open the link with a wallet on this computer. The wallet asks for the transaction code.",
    ),
    "link": LocalText("In Wallet öffnen", "Open in a wallet"),
    "link_text": LocalText("Inhalt des Codes", "What the code says"),
    "tx_code": LocalText("Abholcode", "Transaction code"),
    "take": LocalText("Mit der simulierten Wallet abholen", "Take it with the simulated wallet"),
    "in_wallet": LocalText("In der simulierten Wallet", "In the simulated wallet"),
    "claim": LocalText("Angabe", "Claim"),
    "value": LocalText("Wert", "Value"),
    "check": LocalText("Prüfen", "Check"),
    "check_lead": LocalText("Wer soll fragen?", "Who shall ask?"),
    "ask_lending": LocalText("Bibliothek fragt (Ausleihe)", "Library asks (lending)"),
    "ask_museum": LocalText("Museum fragt (Ermäßigung)", "Museum asks (reduced entry)"),
    "status": LocalText("Status ändern", "Change the status"),
    "suspend": LocalText("Ausweis aussetzen", "Suspend the card"),
    "resume": LocalText("Aussetzung aufheben", "Resume the card"),
    "revoke": LocalText("Ausweis endgültig widerrufen", "Revoke the card for good"),
    "revoked_note": LocalText(
        "Ein Widerruf ist endgültig. Stellen Sie für weitere Versuche einen neuen Musterausweis aus.",
        "A revocation is final. Issue a new sample card to try more.",
    ),
    "not_yet": LocalText("Die Änderung gilt überall spätestens um", "The change holds everywhere at the latest at"),
    "not_yet_note": LocalText(
        "Bis dahin kann eine Prüfung noch den alten Status sehen.", "Until then a check may still see the old status."
    ),
    "effective": LocalText("Die Änderung gilt jetzt überall.", "The change holds everywhere now."),
    "former_checks": LocalText("Bisherige Prüfungen", "Checks so far"),
    "check_title_lending": LocalText("Prüfung durch die Bibliothek", "Check by the library"),
    "check_title_museum": LocalText("Prüfung durch das Museum", "Check by the museum"),
    "request_lead": LocalText(
        "Mit der Wallet den Code scannen oder den Link öffnen, oder die simulierte Wallet nehmen.",
        "Scan the code or open the link with a wallet, or use the simulated wallet.",
    ),
    "open": LocalText("Anfrage in der simulierten Wallet öffnen", "Open the request in the simulated wallet"),
    "open_first": LocalText(
        "Die simulierte Wallet hat diesen Ausweis noch nicht abgeholt.",
        "The simulated wallet has not taken this card yet.",
    ),
    "consent": LocalText("Die simulierte Wallet fragt Sie", "The simulated wallet asks you"),
    "who": LocalText("Wer fragt", "Who asks"),
    "purpose": LocalText("Wofür", "What for"),
    "reason": LocalText("Warum", "Why"),
    "legal_basis": LocalText("Rechtsgrundlage", "Legal basis"),
    "no_legal_basis": LocalText(
        "Nicht genannt. Bitte fragen Sie die Stelle danach.", "Not stated. Please ask the service."
    ),
    "override": LocalText(
        "Ausnahme der Stadt: fragt mehr als vorgesehen", "Exception by the city: asks for more than usual"
    ),
    "asked": LocalText("Gefragt ist", "Asked for"),
    "kept": LocalText("Aufbewahrt", "Kept for"),
    "whole_card": LocalText("Der ganze Ausweis wird gezeigt:", "The whole card is shown:"),
    "whole_card_note": LocalText(
        "Bei dieser Art von Ausweis lassen sich Angaben nicht weglassen. Die Stelle behält nur, was gefragt ist.",
        "With this kind of card nothing can be left out. The other side keeps only what is asked for.",
    ),
    "only_this": LocalText(
        "Nur das wird gezeigt. Jede Kopie des Ausweises wird einmal verwendet, damit niemand Sie wiedererkennt.",
        "Only this is shown. Each copy of the card is used once, so that nobody recognises you.",
    ),
    "show": LocalText("Ausweis zeigen", "Show the card"),
    "decline": LocalText("Nicht zeigen", "Do not show it"),
    "result": LocalText("Ergebnis", "Result"),
    "result_claims": LocalText("Das erfährt die Stelle", "What the other side learns"),
    "no_claims": LocalText("Keine Angaben.", "Nothing."),
    "all_checks": LocalText("Alle Prüfschritte", "All checks"),
    "step": LocalText("Prüfschritt", "Check"),
    "outcome": LocalText("Ausgang", "Outcome"),
    "sentence": LocalText("Was das heißt", "What it means"),
    "check_again": LocalText("Noch einmal prüfen", "Check again"),
    "fault": LocalText("Das ging nicht", "That did not work"),
    "fault_detail": LocalText("Im Einzelnen", "In detail"),
}

FAULTS: dict[int, LocalText] = {
    403: LocalText(
        "Das Formular kam nicht von dieser Seite, wie sie jetzt ist. Bitte die Seite neu laden und noch einmal senden.",
        "The form did not come from this page as it is now. Please load the page again and send it once more.",
    ),
    404: LocalText(
        "Das gibt es hier nicht (mehr). Bitte auf der Startseite neu beginnen.",
        "There is no such thing here (any more). Please begin again at the start page.",
    ),
    409: LocalText(
        "Wallet oder Dienst haben abgelehnt, was Sie wollten. Bitte den Stand ansehen und von dort weitergehen.",
        "Wallet or service refused what you wanted. Please look at the state and go on from there.",
    ),
    502: LocalText(
        "Ein Dienst der Stadt hat nicht geantwortet. Bitte noch einmal versuchen.",
        "A service of the city did not answer. Please try again.",
    ),
}
OTHER_FAULT = LocalText(
    "Die Anfrage konnte nicht bearbeitet werden. Bitte auf der Startseite neu beginnen.",
    "The request could not be handled. Please begin again at the start page.",
)

CHECK_STATES: dict[str, LocalText] = {
    "waiting": LocalText("Warten auf Wallet", "Waiting for a wallet"),
    "opened": LocalText("Anfrage geöffnet", "Request opened"),
    "judging": LocalText("Anfrage geöffnet", "Request opened"),
    "verified": LocalText("Bestätigt", "Confirmed"),
    "rejected": LocalText("Nicht bestätigt", "Not confirmed"),
    "declined": LocalText("Abgelehnt", "Declined"),
    "no_match": LocalText("Kein passender Nachweis", "No matching document"),
    "expired": LocalText("Abgelaufen", "Expired"),
    "cancelled": LocalText("Abgebrochen", "Cancelled"),
}

OUTCOMES: dict[str, LocalText] = {
    "passed": LocalText("bestanden", "passed"),
    "failed": LocalText("nicht bestanden", "failed"),
    "undecided": LocalText("nicht prüfbar", "cannot be checked"),
}

CHECK_NAMES: dict[str, LocalText] = {
    "shape": LocalText("Aufbau", "Shape"),
    "presentation-proof": LocalText("Unterschrift der Vorlage", "Proof of the presentation"),
    "nonce": LocalText("Frisch für diese Anfrage", "Fresh for this request"),
    "audience": LocalText("Für diese Stelle", "Made for this verifier"),
    "issuer-trusted": LocalText("Aussteller im Register", "Issuer in the registry"),
    "credential-proof": LocalText("Unterschrift des Ausstellers", "Signature of the issuer"),
    "holder-binding": LocalText("Gehört zu dieser Wallet", "Belongs to this wallet"),
    "validity-period": LocalText("Gültigkeitszeitraum", "Validity period"),
    "status": LocalText("Status", "Status"),
    "schema": LocalText("Schema", "Schema"),
    "query-answered": LocalText("Frage beantwortet", "Question answered"),
    "verifier-entitled": LocalText("Stelle darf fragen", "Verifier may ask"),
}

# Colour is never alone: every state has a word and one of these signs.
TONES: dict[str, str] = {
    **dict.fromkeys(("accepted", "issued", "verified", "valid", "passed"), "good"),
    **dict.fromkeys(("revoked", "rejected", "failed", "code_wrong"), "bad"),
    **dict.fromkeys(("suspended", "undecided", "expired", "declined", "no_match", "cancelled", "refused"), "warn"),
}
ICONS = {"good": "✓", "bad": "✕", "warn": "!", "open": "…"}


def tone(state: str) -> str:
    """Tell whether a state or outcome is good, bad, a warning, or still open."""
    return TONES.get(state, "open")
