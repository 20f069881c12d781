// Package mailing keeps mailing-list services in step with who has consented
// to e-mail marketing.
//
//	M1  A plan: add, update, unsubscribe, skip and why; then apply.   Plan, Apply, Provider
//	M2  New addresses: eligible, not yet acknowledged.                Proposal.NewAddresses
//	M3  No consent, no sync; withdrawn is an explicit unsubscribe.    Entry, Ask, Consent
//	M4  One address, one contact, and answers as of one person.       Plan
//	M5  Nobody is mailable again but by their own newer consent,       Plan, Provider,
//	    and an opt-out follows the person to a new address.            Acknowledgement, Change.Over
//	M6  At least once; resumes without sending twice; one member's     Change.ID, Acknowledgements,
//	    error is theirs; refusals for good are remembered.             Course, Refusal, Code
//
// The ledger's entries amount to a [Consent]; customers, consents, what the
// service has and what it acknowledged amount to a [Proposal]; [Apply] carries
// it out. Addresses are compared by their key (I4) and never show themselves.
//
// A plan leaves nothing out: a bad fact, which a repository may yield as a
// customer.FactError, could be a withdrawn consent, and is the plan's error.
//
// The package leaves to others: to ask for consent, to send mail, and what a
// storage looks like; for a host without a database there is a sealed file of
// acknowledgements, [OpenAcknowledgements]. The services are packages of their own, listmonk and
// mailchimp.
package mailing
