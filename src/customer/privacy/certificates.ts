import type { Locale } from '../../kit/errors.ts'
import type { FieldAccess } from '../../kit/fields.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { Ledger } from '../../stores/ledger/index.ts'
import type { VaultOf } from '../identity/persons.ts'
import { attributePrefix } from '../survivorship/sayings.ts'
import { namesOf } from './actor-names.ts'
import { type AnyCertificate, anyCertificate, certifiedActions, isGenuine } from './certificate.ts'
import { certificatePage } from './certificate-page.ts'
import { correctionPage } from './correction/certificate-page.ts'
import { type Change, digestOf, unseal } from './correction/changes.ts'
import { privacyErrors } from './errors.ts'
import { type RequestRow, requestOf } from './requests.ts'
import { readable } from './subject.ts'

interface Deps {
  ledger: Ledger
  vaultOf: VaultOf
}

/** The certificate of a request, and whether it is as it was made. @throws common.notFound, privacy.noCertificate */
export async function certificateOf(deps: Deps, workspace: Workspace, id: string) {
  const { certificate, row } = await kept(deps, workspace, id)
  const audited = await deps.ledger.db
    .selectFrom('audit_log')
    .select('detail')
    .where('workspace_id', '=', workspace.id)
    .where('action', 'in', certifiedActions)
    .where('subject_id', '=', certificate.request)
    .executeTakeFirst()
  const values = await valuesOf(deps, workspace, row)
  const sameValues = certificate.format === 1 || values === null || digestOf(values) === certificate.values
  return {
    ...certificate,
    isGenuine: isGenuine(certificate) && sameValues && audited?.detail.certificate === certificate.hash,
  }
}

/** The certificate as a page to print. @throws common.notFound, privacy.noCertificate */
export async function certificateToPrint(
  deps: Deps,
  workspace: Workspace,
  id: string,
  locale: Locale,
  see: FieldAccess,
): Promise<string> {
  const { certificate, row } = await kept(deps, workspace, id)
  const names = await namesOf(deps.ledger, [certificate.decidedBy])
  const decidedBy = names.get(certificate.decidedBy) ?? certificate.decidedBy
  const { timeZone } = workspace
  if (certificate.format === 1) return certificatePage(certificate, locale, timeZone, decidedBy)
  const values = await valuesOf(deps, workspace, row)
  const undoneAt = row.state === 'undone' ? row.ended_at : null
  return correctionPage(certificate, {
    ...{ locale, timeZone, decidedBy, undoneAt },
    changes: values?.changes.map((one) => shownTo(see, one)) ?? null,
  })
}

function shownTo(see: FieldAccess, one: Change): Change {
  if (see.ofAttribute(one.attribute.replace(attributePrefix, '')) === 'clear') return one
  return { ...one, from: '***', to: '***' }
}

async function kept({ ledger }: Deps, workspace: Workspace, id: string) {
  const row = await requestOf(ledger, workspace, id)
  if (row.certificate === null) throw privacyErrors.noCertificate({})
  const certificate: AnyCertificate = anyCertificate.parse(row.certificate)
  return { certificate, row }
}

/** @returns null: it is no correction, or the customer was erased */
async function valuesOf({ vaultOf }: Deps, workspace: Workspace, { changes }: RequestRow) {
  if (changes === null) return null
  const vault = await vaultOf(workspace.id)
  return readable(vault, changes) === null ? null : unseal(vault, changes)
}
