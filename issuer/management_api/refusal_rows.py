"""The words of this door for everything the hall refuses: what is wrong and what to do next, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.issuance import issue_directly
from issuer.offers import create_offer, decide_offer, entitlement, renew_offer, withdraw_offer
from issuer.offices import retirement
from issuer.registers import source
from issuer.renewals import kept_claims, renew_card
from issuer.status import change_place, change_status
from trust_registry.reading.errors import RegistryUnavailable
from use_cases.derive.validity import NoLongerIssuedError
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS: Mapping[type[Exception], tuple[int, str, LocalText]] = {
    create_offer.UseCaseNotOffered: (
        404,
        "Use case not offered",
        LocalText(
            "Dieses Amt stellt einen solchen Nachweis nicht aus. Bitte prüfen Sie use_case oder die Einstellungen.",
            "This office does not issue such a document. Please check use_case or the settings.",
        ),
    ),
    create_offer.ClaimsRefused: (
        422,
        "Claims not accepted",
        LocalText(
            "Die Angaben passen nicht zu diesem Nachweis. Bitte berichtigen Sie alle Punkte unter faults.",
            "The claims do not fit this document. Please correct every point under faults.",
        ),
    ),
    create_offer.OfferGone: (
        409,
        "Offer has ended",
        LocalText(
            "Das Angebot zu diesem Idempotency-Key ist beendet. Bitte erstellen Sie mit einem neuen ein neues.",
            "The offer of this Idempotency-Key has ended. Please make another with a new key.",
        ),
    ),
    entitlement.NotEntitled: (
        403,
        "Issuer not listed",
        LocalText(
            "Das Vertrauensregister führt dieses Amt nicht als Aussteller dieses Nachweises. Prüfstellen würden ihn "
            "ablehnen. Bitte wenden Sie sich an die Registerstelle.",
            "The trust registry does not list this office as an issuer of this document. Verifiers would refuse it. "
            "Please turn to the authority.",
        ),
    ),
    entitlement.DocumentsNotListed: (
        409,
        "Documents not listed",
        LocalText(
            "Das Vertrauensregister führt die Unterlagen dieser Version noch nicht; Prüfstellen könnten den Nachweis "
            "nicht lesen. Bitte lassen Sie die Registerstelle eintragen, was unter documents steht (stadtsiegel "
            "registry propose).",
            "The trust registry does not list the documents of this version yet; verifiers could not read the card. "
            "Please let the authority list what stands under documents (stadtsiegel registry propose).",
        ),
    ),
    retirement.OfficeRetired: (
        403,
        "Office has ended",
        LocalText(
            "Dieses Amt ist beendet und stellt nichts mehr aus. Aussetzen und Widerrufen geht weiterhin.",
            "This office has ended and issues nothing any more. Suspending and revoking go on.",
        ),
    ),
    RegistryUnavailable: (
        503,
        "Trust registry unavailable",
        LocalText(
            "Das Vertrauensregister ist nicht erreichbar. Bitte versuchen Sie es gleich noch einmal.",
            "The trust registry cannot be reached. Please try again in a moment.",
        ),
    ),
    NoLongerIssuedError: (
        409,
        "No longer issued",
        LocalText(
            "Die Gültigkeit dieses Nachweises ist ausgelaufen; er wird nicht mehr ausgestellt.",
            "The validity of this document has run out; it is not issued any more.",
        ),
    ),
    withdraw_offer.OfferUnknown: (
        404,
        "No such offer",
        LocalText("Dieses Amt hat kein solches Angebot.", "This office has no such offer."),
    ),
    withdraw_offer.TooLate: (
        409,
        "Offer has ended",
        LocalText(
            "Das Angebot ist schon beendet. Ist der Nachweis ausgestellt, können Sie ihn widerrufen.",
            "The offer has ended already. If the document was issued, you can revoke it.",
        ),
    ),
    renew_offer.NotRenewable: (
        409,
        "Offer cannot be renewed",
        LocalText(
            "Erneuern lässt sich nur ein gesperrtes oder abgelaufenes Angebot. Bitte sehen Sie unter state nach, wie "
            "es steht.",
            "Only a locked or expired offer can be renewed. Please see under state how it stands.",
        ),
    ),
    renew_offer.NeverApproved: (
        409,
        "Offer was never approved",
        LocalText(
            "Dieses Angebot wurde nicht rechtzeitig freigegeben. Bitte erstellen Sie ein neues; es wird dann zur "
            "Freigabe vorgelegt.",
            "This offer was not approved in time. Please make a new one; it will be shown for approval.",
        ),
    ),
    renew_offer.ClaimsErased: (
        409,
        "Claims erased",
        LocalText(
            "Die Angaben zu diesem Angebot sind schon gelöscht. Bitte erstellen Sie ein neues Angebot.",
            "The claims of this offer are erased already. Please make a new offer.",
        ),
    ),
    decide_offer.NotAwaiting: (
        409,
        "Not awaiting approval",
        LocalText(
            "Dieses Angebot wartet nicht auf eine Freigabe. Bitte sehen Sie unter state nach, wie es steht.",
            "This offer is not awaiting approval. Please see under state how it stands.",
        ),
    ),
    decide_offer.SameClerk: (
        403,
        "Second clerk needed",
        LocalText(
            "Freigeben muss, wer das Angebot nicht selbst angelegt hat. Bitte lassen Sie eine Kollegin oder einen "
            "Kollegen mit eigenem Zugangsschlüssel entscheiden.",
            "Whoever made the offer cannot approve it. Please let a colleague with an API key of their own decide.",
        ),
    ),
    issue_directly.NeedsSecondClerk: (
        409,
        "Second clerk needed",
        LocalText(
            "Diesen Nachweis muss eine zweite Person freigeben. Bitte erstellen Sie ein Angebot und lassen Sie es "
            "freigeben.",
            "A second clerk must approve this document. Please make an offer and have it approved.",
        ),
    ),
    issue_directly.HolderRefused: (
        422,
        "Holder not accepted",
        LocalText(
            "Die Inhaberin oder der Inhaber muss mit did:key oder did:jwk benannt sein. Bitte lassen Sie sich die "
            "Kennung von der Wallet geben.",
            "The holder must be named by a did:key or did:jwk. Please take the identifier from the wallet.",
        ),
    ),
    issue_directly.NotIssued: (
        409,
        "Not issued",
        LocalText(
            "Zu dieser Anfrage wird gerade ausgestellt, oder ihre Zeit ist vorbei. Bitte stellen Sie mit einem neuen "
            "Idempotency-Key aus und sehen Sie nach, ob es den Nachweis schon gibt.",
            "A document is being issued for this request, or its time is over. Please issue with a new "
            "Idempotency-Key, and look whether the document exists already.",
        ),
    ),
    kept_claims.NothingKept: (
        409,
        "Nothing kept",
        LocalText(
            "Von diesem Nachweis ist nichts aufbewahrt, woraus der nächste entstehen könnte. Bitte erstellen Sie ein "
            "neues Angebot mit allen Angaben.",
            "Nothing is kept of this document that a next one could be made of. Please make a new offer with all "
            "claims.",
        ),
    ),
    renew_card.TooEarly: (
        409,
        "Too early",
        LocalText(
            "Noch hat sich nichts geändert; der nächste Nachweis sagte dasselbe. Bitte erneuern Sie ihn ab dem "
            "Zeitpunkt unter possible_from.",
            "Nothing has changed yet; the next document would say the same. Please renew it from the moment under "
            "possible_from on.",
        ),
    ),
    source.NobodyFound: (
        422,
        "Nobody found in the register",
        LocalText(
            "Das Register kennt niemanden mit diesen Angaben. Bitte prüfen Sie, was eingegeben wurde.",
            "The register knows nobody by these claims. Please check what was typed in.",
        ),
    ),
    source.RegisterUnavailable: (
        503,
        "Register unavailable",
        LocalText(
            "Das Register ist nicht erreichbar. Bitte versuchen Sie es gleich noch einmal; es wurde nichts angelegt.",
            "The register cannot be reached. Please try again in a moment; nothing was made.",
        ),
    ),
    source.AnsweredWrongly: (
        502,
        "Register answered wrongly",
        LocalText(
            "Die Antwort des Registers passt nicht zu diesem Nachweis. Bitte wenden Sie sich an die Stelle, die das "
            "Register führt; an Ihren Eingaben liegt es nicht.",
            "The register's answer does not fit this document. Please turn to whoever keeps the register; what you "
            "typed in is not at fault.",
        ),
    ),
    change_status.CredentialUnknown: (
        404,
        "No such credential",
        LocalText("Dieses Amt hat keinen solchen Nachweis.", "This office has no such credential."),
    ),
    change_status.NeverSuspended: (
        409,
        "Never suspended",
        LocalText(
            "Diese Art von Nachweis lässt sich nicht aussetzen. Bitte widerrufen Sie ihn, wenn er nicht mehr gelten "
            "soll.",
            "This kind of document cannot be suspended. Please revoke it if it shall not hold any more.",
        ),
    ),
    change_status.NotPossible: (
        409,
        "Not possible in this state",
        LocalText(
            "Der Zustand des Nachweises lässt das nicht zu. Ein Widerruf ist endgültig; wieder einsetzen lässt sich "
            "nur, was ausgesetzt ist.",
            "The state of the credential does not allow this. A revocation is final; only what is suspended can be "
            "resumed.",
        ),
    ),
    change_place.PlaceUnknown: (
        404,
        "No such place",
        LocalText(
            "Dieses Amt hat keine solche Statusliste, oder die Liste keinen solchen Platz. Bitte vergleichen Sie die "
            "Ziffern.",
            "This office has no such status list, or the list no such place. Please compare the digits.",
        ),
    ),
    change_place.OtherPurpose: (
        409,
        "List of another purpose",
        LocalText(
            "Diese Liste dient einem anderen Zweck (purpose). Bitte nehmen Sie den anderen Eintrag der Karte.",
            "This list serves another purpose. Please take the other entry of the card.",
        ),
    ),
    change_place.HasRecord: (
        409,
        "Place with a record",
        LocalText(
            "Zu diesem Platz gibt es einen Datensatz. Bitte ändern Sie den Nachweis, den credential_id nennt.",
            "This place has a record. Please change the credential that credential_id names.",
        ),
    ),
}
"""Each refusal with its status, its title and its message."""
