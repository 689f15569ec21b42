import type { FieldAccess } from '../../../kit/fields.ts'
import { hides, type Json, list, shownAs } from '../cut.ts'
import { isObject } from '../walk.ts'
import type { Outlet } from './outlet.ts'

const everything: Outlet = {
  needs: [
    ...(['name', 'phone', 'email', 'account', 'card', 'wechat', 'device', 'address', 'birthday'] as const),
    ...(['attributes', 'orders', 'consents', 'touches', 'events', 'needs', 'notes', 'raw'] as const),
  ],
  raw: true,
}

/** Card links and requests of customers about their data. */
export const requests: Readonly<Record<string, Outlet>> = {
  createCardLink: {},
  listPrivacyRequests: notes(),
  receivePrivacyRequest: notes(),
  approvePrivacyRequest: notes(),
  refusePrivacyRequest: notes(),
  cancelPrivacyRequest: notes(),
  handOverCopy: notes(),
  undoCorrection: notes(),
  listCorrectable: {
    out: (answer, see) => ({
      fields: list(answer.fields).flatMap((one) => {
        const level = see.ofAttribute(String(one.attribute).replace(/^attributes\./, ''))
        return level === 'hidden'
          ? []
          : [{ ...one, value: one.value === null ? null : shownAs(level, one.value) }]
      }),
    }),
  },
  previewErasure: {},
  lookUpErased: {},
  listLegalHolds: { needs: ['notes'] },
  getCertificate: {},
  printCertificate: { raw: true },
  downloadCopy: everything,
}

const withoutName = (handed: unknown) => (isObject(handed) ? { ...handed, to: null } : null)

/** Requests of customers: what was written about them is a note. */
function notes(): Outlet {
  const ofAttribute = (one: Json, see: FieldAccess): Json[] => {
    const level = see.ofAttribute(String(one.attribute).replace(/^attributes\./, ''))
    const shown = (value: unknown) => (value === null ? null : shownAs(level, value))
    return level === 'hidden' ? [] : [{ ...one, from: shown(one.from), to: shown(one.to) }]
  }
  const bare = (row: Json, see: FieldAccess): Json => ({
    ...row,
    ...(row.changes === null ? {} : { changes: list(row.changes).flatMap((one) => ofAttribute(one, see)) }),
    ...(hides(see, 'notes') ? { proof: null, reason: '', handedOver: withoutName(row.handedOver) } : {}),
  })
  return {
    out: (answer, see) =>
      Array.isArray(answer.items)
        ? { ...answer, items: list(answer.items).map((row) => bare(row, see)) }
        : bare(answer, see),
  }
}
