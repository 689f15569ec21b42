import { Readable } from 'node:stream'
import { type RequestContext, type Route, route } from '../../kit/api.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { writeAudit } from '../../stores/ledger/index.ts'
import { keysOf } from '../identity/members.ts'
import type { Persons } from '../identity/persons.ts'
import * as api from './api.ts'
import { certificateOf, certificateToPrint } from './certificates.ts'
import { copyOf } from './copy/contents.ts'
import { asJson, asPage } from './copy/render.ts'
import { zipOf } from './copy/zip.ts'
import { correctableFields } from './correction/changes.ts'
import { approveCorrection, receiveCorrection, undoCorrection } from './correction/decide.ts'
import { type ErasureDeps, findAll } from './erasure/erase.ts'
import { privacyErrors } from './errors.ts'
import { handOver } from './hand-over.ts'
import { requireLiving } from './living.ts'
import { shapesOf } from './request-shapes.ts'
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
import * as returns from './returns/api.ts'
import { letReturn, lookUpErased } from './returns/returns.ts'
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
      const { receivedAt, changes, ...rest } = body
      const asked = {
        customerId: params.id,
        ...rest,
        ...(receivedAt === undefined ? {} : { receivedAt: new Date(receivedAt) }),
      }
      if ((rest.kind === 'correction') !== changes.length > 0) throw privacyErrors.changesMissing({})
      const row =
        rest.kind === 'correction'
          ? await receiveCorrection(deps, workspace, asked, changes, actor)
          : await receive(deps, workspace, asked, actor)
      return shown(workspace, row)
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
    route(api.listCorrectable, async ({ workspace }, { params }) => ({
      fields: await correctableFields(deps, workspace, await requireLiving(ledger, workspace, params.id)),
    })),
    route(api.approvePrivacyRequest, async ({ workspace, actor }, { params }) => {
      const row = await requestOf(ledger, workspace, params.id)
      const approved =
        row.kind === 'correction'
          ? await approveCorrection(deps, workspace, row, actor)
          : await approve(deps, workspace, params.id, actor)
      return shown(workspace, approved)
    }),
    route(api.handOverCopy, async ({ workspace, actor }, { params, body }) => {
      const { at, ...rest } = body
      const handed = { ...rest, ...(at === undefined ? {} : { at: new Date(at) }) }
      return shown(workspace, await handOver(deps, workspace, params.id, handed, actor))
    }),
    route(api.undoCorrection, async ({ workspace, actor }, { params, body }) =>
      shown(workspace, await undoCorrection(deps, workspace, params.id, body.reason, actor)),
    ),
    route(api.refusePrivacyRequest, async ({ workspace, actor }, { params, body }) =>
      shown(workspace, await refuse(deps, workspace, params.id, body.reason, actor)),
    ),
    route(api.cancelPrivacyRequest, async ({ workspace, actor }, { params }) =>
      shown(workspace, await cancel(deps, workspace, params.id, actor)),
    ),
    route(api.downloadCopy, (context, { params }) => copy(deps, context, params.id)),
    route(api.getCertificate, ({ workspace }, { params }) => certificateOf(deps, workspace, params.id)),
    route(api.printCertificate, async ({ workspace, locale, fields }, { params, query }) => ({
      raw: await certificateToPrint(deps, workspace, params.id, query.language ?? locale, fields),
      contentType: 'text/html; charset=utf-8',
    })),
    route(returns.lookUpErased, async ({ workspace, actor }, { body }) => ({
      items: (await lookUpErased(deps, workspace, body.identifiers, actor)).map(({ kind, erasedAt }) => ({
        kind,
        erasedAt: erasedAt?.toISOString() ?? null,
      })),
    })),
    route(returns.letReturn, async ({ workspace, actor }, { body }) => {
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
