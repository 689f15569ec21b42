import type { Workspace } from '../../kit/workspace.ts'
import type { IdentifierKind } from '../../stores/ledger/schema/customer.ts'
import { normaliseIdentifier, phoneCountry } from '../identity/normalise.ts'

/** An address somebody typed in the form it is found and written to; null where it is none. */
export function normalisedAddress(
  kind: IdentifierKind,
  typed: string,
  workspace: Pick<Workspace, 'currency' | 'timeZone'>,
): string | null {
  return normaliseIdentifier(kind, typed, phoneCountry(workspace))
}
