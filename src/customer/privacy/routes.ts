import { Readable } from 'node:stream'
import { type RequestContext, type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { type Ledger, writeAudit } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import type { Persons } from '../identity/persons.ts'
import { namesOf } from './actor-names.ts'
import * as api from './api.ts'
import { certificateShape, isGenuine } from './certificate.ts'
import { certificatePage } from './certificate-page.ts'
import { copyOf } from './copy/contents.ts'
import { asJson, asPage } from './copy/render.ts'
import { zipOf } from './copy/zip.ts'
import { type ErasureDeps, findAll } from './erasure/erase.ts'
import { privacyErrors } from './errors.ts'
import { requireLiving } from './living.ts'
import {
  approve,
  cancel,
  entry,
  listRequests,
  type RequestRow,
  receive,
  refuse,
  requestOf,
} from './requests.ts'
import { letReturn, lookUpErased } from './returns.ts'
import { changeSettings, settingsOf } from './settings.ts'
import { subjectOf } from './subject.ts'

export interface PrivacyRouteDeps extends ErasureDeps {
  persons: Persons
}

export function privacyRoutes(deps: PrivacyRouteDeps): Route[] {
  const { ledger } = deps
  const shown = async (workspace: Workspace, row: RequestRow) => {
    const [shape] = await shapesOf(deps, workspace, [row])
    if (!shape) throw new Error('One request has one shape.')
    return shape
  }
  return [
    route(api.listPrivacyRequests, async ({ workspace }, { query }) => {
      const { rows, nextCursor, total } = await listRequests(ledger, workspace, {
        ...query,
        customerId: query.customer,
      })
      return { items: await shapesOf(deps, workspace, rows), nextCursor, total }
    }),
    route(api.receivePrivacyRequest, async ({ workspace, actor }, { params, body }) => {
      const { receivedAt, ...rest } = body
      const asked = {
        customerId: params.id,
        ...rest,
        ...(receivedAt === undefined ? {} : { receivedAt: new Date(receivedAt) }),
      }
      return shown(workspace, await receive(deps, workspace, asked, actor))
    }),
    route(api.previewErasure, async ({ workspace }, { params }) => {
      const person = await requireLiving(ledger, workspace, params.id)
      const keys = (await keysOf(ledger.db, [person])).get(person) ?? [person]
      const vault = await deps.vaultOf(workspace.id)
      const subject = await subjectOf(ledger, vault, workspace, keys)
      const { places } = await findAll(deps, vault, workspace, [subject])
      const { orders } = await settingsOf(ledger.db, workspace.id)
      return { records: keys.length, orders, places: places[0] ?? [] }
    }),
    route(api.approvePrivacyRequest, async ({ workspace, actor }, { params }) =>
      shown(workspace, await approve(deps, workspace, params.id, actor)),
    ),
    route(api.refusePrivacyRequest, async ({ workspace, actor }, { params, body }) =>
      shown(workspace, await refuse(deps, workspace, params.id, body.reason, actor)),
    ),
    route(api.cancelPrivacyRequest, async ({ workspace, actor }, { params }) =>
      shown(workspace, await cancel(deps, workspace, params.id, actor)),
    ),
    route(api.downloadCopy, (context, { params }) => copy(deps, context, params.id)),
    route(api.getCertificate, async ({ workspace }, { params }) => {
      const certificate = await certificateOf(ledger, workspace, params.id)
      return { ...certificate, isGenuine: await isOnRecord(ledger, workspace, certificate) }
    }),
    route(api.printCertificate, async ({ workspace, locale }, { params, query }) => {
      const certificate = await certificateOf(ledger, workspace, params.id)
      const names = await namesOf(ledger, [certificate.decidedBy])
      const by = names.get(certificate.decidedBy) ?? certificate.decidedBy
      return {
        raw: certificatePage(certificate, query.language ?? locale, workspace.timeZone, by),
        contentType: 'text/html; charset=utf-8',
      }
    }),
    route(api.lookUpErased, async ({ workspace, actor }, { body }) => ({
      items: (await lookUpErased(deps, workspace, body.identifiers, actor)).map(({ kind, erasedAt }) => ({
        kind,
        erasedAt: erasedAt?.toISOString() ?? null,
      })),
    })),
    route(api.letReturn, async ({ workspace, actor }, { body }) => {
      const person = await letReturn(deps, workspace, body, actor)
      await deps.saveKeys()
      return { customerId: String(person) }
    }),
    route(api.getPrivacySettings, ({ workspace }) => settingsOf(ledger.db, workspace.id)),
    route(api.updatePrivacySettings, async ({ workspace, actor }, { body }) => {
      await changeSettings(ledger, workspace, body, actor)
      return settingsOf(ledger.db, workspace.id)
    }),
  ]
}

/** @throws common.notFound, privacy.noCopy */
async function copy(deps: PrivacyRouteDeps, { workspace, actor }: RequestContext, id: string) {
  const { ledger } = deps
  const row = await requestOf(ledger, workspace, id)
  const now = workspace.clock.now()
  if (row.kind !== 'access' || row.state !== 'ready' || !row.expires_at || row.expires_at <= now)
    throw privacyErrors.noCopy({})
  // Who was erased meanwhile has nothing left to be handed out.
  const person = await requireLiving(ledger, workspace, row.person_key)
  const keys = (await keysOf(ledger.db, [person])).get(person) ?? [person]
  await writeAudit(ledger.db, entry(workspace, actor, 'privacy.download', id, {}))
  const parts = await copyOf(deps, await deps.vaultOf(workspace.id), workspace, keys)
  const head = { workspace, at: now }
  const entries = [
    { name: 'data.json', content: asJson(parts, head) },
    { name: '个人信息.html', content: asPage(parts, head, 'zh-CN') },
    { name: 'personal-data.html', content: asPage(parts, head, 'en') },
  ]
  return {
    raw: Readable.from(zipOf(entries, now)),
    contentType: 'application/zip',
    fileName: `personal-data-${id.slice(0, 8)}.zip`,
    headers: { 'cache-control': 'no-store, private' },
  }
}

/** @throws common.notFound, privacy.noCertificate */
async function certificateOf(ledger: Ledger, workspace: Workspace, id: string) {
  const { certificate } = await requestOf(ledger, workspace, id)
  if (certificate === null) throw privacyErrors.noCertificate({})
  return certificateShape.parse(certificate)
}

async function isOnRecord(
  ledger: Ledger,
  workspace: Workspace,
  certificate: ReturnType<typeof certificateShape.parse>,
): Promise<boolean> {
  const row = await ledger.db
    .selectFrom('audit_log')
    .select('detail')
    .where('workspace_id', '=', workspace.id)
    .where('action', '=', 'privacy.erased')
    .where('subject_id', '=', certificate.request)
    .executeTakeFirst()
  return isGenuine(certificate) && row?.detail.certificate === certificate.hash
}

async function shapesOf(deps: PrivacyRouteDeps, workspace: Workspace, rows: readonly RequestRow[]) {
  const { ledger, persons } = deps
  const living = rows.filter(({ kind, state }) => kind === 'access' || state !== 'done')
  const { rows: gone } = await goneAmong(ledger, living)
  const keys = living.map((row) => Number(row.person_key)).filter((key) => !gone.has(key))
  const [labels, names, vault] = await Promise.all([
    persons.labels(workspace, keys),
    namesOf(
      ledger,
      rows.flatMap((row) => [row.received_by, row.decided_by ?? '']),
    ),
    deps.vaultOf(workspace.id),
  ])
  const now = workspace.clock.now()
  return rows.map((row) => {
    const key = Number(row.person_key)
    const isHere = keys.includes(key)
    return {
      id: row.id,
      kind: row.kind,
      state: row.state,
      customerId: isHere ? row.person_key : null,
      label: isHere ? (labels.get(key) ?? `#${key}`) : null,
      askedBy: row.asked_by,
      proof: row.proof && isHere ? vault.decrypt(row.proof) : null,
      receivedAt: row.received_at.toISOString(),
      receivedBy: names.get(row.received_by) ?? row.received_by,
      dueAt: row.due_at.toISOString(),
      isLate: ['received', 'approved', 'running'].includes(row.state) && row.due_at < now,
      decidedBy: row.decided_by === null ? null : (names.get(row.decided_by) ?? row.decided_by),
      decidedAt: row.decided_at?.toISOString() ?? null,
      notBefore: row.not_before?.toISOString() ?? null,
      endedAt: row.ended_at?.toISOString() ?? null,
      expiresAt: row.expires_at?.toISOString() ?? null,
      reason: row.reason,
      orders: row.orders,
      hasCertificate: row.certificate !== null,
    }
  })
}

async function goneAmong(ledger: Ledger, rows: readonly RequestRow[]): Promise<{ rows: Set<number> }> {
  if (rows.length === 0) return { rows: new Set() }
  const gone = await ledger.db
    .selectFrom('erased_persons')
    .select('person_key')
    .where('applied_at', 'is not', null)
    .where(
      'person_key',
      'in',
      rows.map((row) => row.person_key),
    )
    .execute()
  return { rows: new Set(gone.map((row) => Number(row.person_key))) }
}
