package seal

// A Label names one use of a secret. No two uses have the same one: what is made for one
// of them is nothing to the other, even if a host gives both the same secret.
type Label string

// The uses. Tombstones are kept for good and files for long, so a label never changes:
// what is sealed differently gets another number.
const (
	CursorSeal        Label = "clientele/customer/1/cursor/seal"
	CursorNonce       Label = "clientele/customer/1/cursor/nonce"
	CursorFingerprint Label = "clientele/customer/1/cursor/fingerprint"

	JournalSeal    Label = "clientele/gdpr/1/seal"
	TombstoneID    Label = "clientele/gdpr/1/digest/id"
	TombstoneEmail Label = "clientele/gdpr/1/digest/email"
	ReplayRequest  Label = "clientele/gdpr/1/digest/replay"

	Acknowledgement Label = "clientele/mailing/1/acknowledgement"
)
