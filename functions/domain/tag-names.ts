/** The rotation's own tags on the key secret (design.md, "Secrets and tags"). */
export const ATTEMPTS_TAG = 'emnify-mfa:attempts';
export const HOLD_TAG = 'emnify-mfa:hold';
export const PROVEN_TAG = 'emnify-mfa:proven';
export const PROOF_TAG = 'emnify-mfa:proof';
export const OWNER_TAG = 'emnify-mfa:owner';
/** Of an offboarding that has begun; apart from the hold, so that neither ends or hides the other. */
export const OFFBOARDING_TAG = 'emnify-mfa:offboarding';
/** Written by offboarding once emnify has none of the managed keys any more: then the secret may be deleted. */
export const KEYS_DELETED_TAG = 'emnify-mfa:keys-deleted';
export const SUPERSEDED_TAG_PREFIX = 'emnify-mfa:superseded/';
