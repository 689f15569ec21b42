import type { FieldAccess, FieldGroup } from '../../kit/fields.ts'
import {
  attributes,
  computed,
  features,
  hides,
  isAttribute,
  type Json,
  levelOfColumn,
  list,
  personRow,
  profile,
  shownAs,
  timelineGroups,
} from './cut.ts'
import { isObject } from './walk.ts'

/** How an answer about customers becomes what a reader may know. */
export interface Outlet {
  /** Who has one of these hidden gets no answer at all: it is about nothing else, or cannot be taken apart. */
  needs?: readonly FieldGroup[]
  /** The answer without what is hidden; identifiers and labels are taken out of every answer before. */
  out?(answer: Json, see: FieldAccess): Json
  /** Its answer is a file or a text that was made under the same limits. */
  raw?: true
}

const page: Outlet = {
  out: (answer, see) => ({ ...answer, items: list(answer.items).map((row) => personRow(row, see)) }),
}

const raw: Outlet = { needs: ['raw'] }
const everything: Outlet = {
  needs: [
    ...(['name', 'phone', 'email', 'account', 'card', 'wechat', 'device', 'address', 'birthday'] as const),
    ...(['attributes', 'orders', 'consents', 'touches', 'events', 'needs', 'notes', 'raw'] as const),
  ],
  raw: true,
}

/** Every endpoint that tells something of single customers; a test holds it against the whole contract. */
export const outlets: Readonly<Record<string, Outlet>> = {
  listCustomers: page,
  segmentMembers: page,
  previewSegment: {
    out: (answer, see) => ({
      ...answer,
      monetaryMinor: hides(see, 'orders') ? null : answer.monetaryMinor,
      // Of a rule that describes one customer, both would tell what the customer agreed to.
      ...(hides(see, 'consents') ? { reach: {}, leftOut: {} } : {}),
      sample: list(answer.sample).map((row) => personRow(row, see)),
    }),
  },
  searchCustomers: {
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) => ({
        ...row,
        values: Object.fromEntries(
          Object.entries(isObject(row.values) ? row.values : {}).map(([id, value]) => [
            id,
            shownAs(levelOfColumn(id, see), value),
          ]),
        ),
      })),
    }),
  },
  listCustomerColumns: {
    out: (answer, see) => ({
      columns: list(answer.columns).flatMap((one) => {
        const level = levelOfColumn(String(one.id), see)
        return level === 'hidden' ? [] : [level === 'masked' ? { ...one, sortable: false } : one]
      }),
      standard: (Array.isArray(answer.standard) ? answer.standard : []).filter(
        (id) => levelOfColumn(String(id), see) !== 'hidden',
      ),
    }),
  },
  exportCustomers: { raw: true },
  // Counts over columns that are held against the limits on the way in.
  checkCustomerExport: {},
  downloadCampaignList: { needs: ['account'], raw: true },
  getCustomer: {
    out: (answer, see) => ({
      ...answer,
      attributes: attributes(answer.attributes, see),
      computed: computed(answer.computed, see),
      doNotSend: hides(see, 'consents') ? [] : answer.doNotSend,
      features: features(answer.features, see),
      segments: hides(see, 'segments') ? [] : answer.segments,
    }),
  },
  unmaskCustomer: {
    out: (answer, see) => ({
      identifiers: list(answer.identifiers).filter(({ kind }) => see.ofIdentifier(String(kind)) === 'clear'),
    }),
  },
  customerTimeline: {
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).filter(({ kind }) => {
        const group = timelineGroups[String(kind)]
        return group !== undefined && !hides(see, group)
      }),
    }),
  },
  attributeFields: {
    out: (answer, see) => ({
      fields: list(answer.fields).flatMap((one) => {
        const level = isAttribute(String(one.name)) ? see.ofAttribute(String(one.name)) : 'clear'
        return level === 'hidden' ? [] : [level === 'masked' ? { ...one, values: [] } : one]
      }),
    }),
  },
  getProfile: { out: profile },
  batchProfiles: {
    out: (answer, see) => ({ ...answer, items: list(answer.items).map((one) => profile(one, see)) }),
  },
  lookUpProfile: {
    out: (answer, see) => ({
      ...answer,
      profile: isObject(answer.profile) ? profile(answer.profile, see) : answer.profile,
    }),
  },
  customerHoldings: {
    needs: ['orders'],
    out: (answer, see) => ({
      ...answer,
      services: list(answer.services).flatMap((one) => {
        const level = see.ofAttribute(String(one.attribute))
        return level === 'hidden' ? [] : [{ ...one, value: shownAs(level, one.value) }]
      }),
    }),
  },
  customerValues: {
    out: (answer, see) => ({
      values: list(answer.values).flatMap((one) => {
        const level = see.ofAttribute(String(one.attribute).replace(/^attributes\./, ''))
        if (level === 'hidden') return []
        return [
          { ...one, words: list(one.words).map((word) => ({ ...word, value: shownAs(level, word.value) })) },
        ]
      }),
    }),
  },
  previewComputedAttribute: { needs: ['computed'] },
  customerSegments: { needs: ['segments'] },
  customerDeliveredValue: { needs: ['scores'] },
  compareDeliveredValue: { needs: ['scores'] },
  customerContacts: { needs: ['touches', 'consents'] },
  listDeliveries: { needs: ['touches'] },
  campaignPeople: {
    needs: ['touches'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) => (hides(see, 'orders') ? { ...row, spentMinor: null } : row)),
    }),
  },
  listDoNotSend: { needs: ['email'] },
  getConsents: { needs: ['consents'] },
  listConsentHistory: {
    needs: ['consents'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((row) =>
        hides(see, 'notes') && isObject(row.proof) ? { ...row, proof: { ...row.proof, note: '' } } : row,
      ),
    }),
  },
  recordConsent: { needs: ['consents'] },
  askConfirmation: { needs: ['consents'] },
  getIdentityGraph: {
    out: (answer, see) =>
      hides(see, 'raw') ? { ...answer, identifiers: list(answer.values).length } : answer,
  },
  listMergeProposals: {},
  decideMergeProposal: {},
  listMerges: {},
  undoMerge: {},
  getLikeness: {},
  previewIdentityRules: {},
  listIdentityBlocks: {},
  addIdentityBlock: {},
  customerKnowledge: { needs: ['scores'] },
  listCustomerDates: {
    out: (answer, see) => ({
      ...answer,
      dates: see.of('birthday') === 'clear' ? answer.dates : [],
      family: list(answer.family).map((one) => (hides(see, 'name') ? { ...one, name: null } : one)),
    }),
  },
  addCustomerDate: { needs: ['birthday'] },
  changeCustomerDate: { needs: ['birthday'] },
  removeCustomerDate: { needs: ['birthday'] },
  addFamilyMember: { needs: ['birthday', 'name'] },
  changeFamilyMember: { needs: ['birthday', 'name'] },
  removeFamilyMember: { needs: ['birthday', 'name'] },
  listCustomerNeeds: {
    needs: ['needs'],
    out: (answer, see) => ({
      ...answer,
      items: list(answer.items).map((one) => ({
        ...one,
        words: list(one.words).map((word) => (hides(see, 'notes') ? { ...word, note: null } : word)),
        shown:
          isObject(one.shown) && hides(see, one.shown.by === 'category' ? 'orders' : 'events')
            ? null
            : one.shown,
      })),
    }),
  },
  addCustomerNeed: { needs: ['needs'] },
  changeCustomerNeed: { needs: ['needs'] },
  removeCustomerNeed: { needs: ['needs'] },
  listHouseholds: { needs: ['address'] },
  createHousehold: { needs: ['address'] },
  changeHousehold: { needs: ['address'] },
  // Where somebody works is an attribute of theirs; what a company is worth is made of their orders and contacts.
  listCompanies: { needs: ['orders', 'touches'] },
  companyChoices: {},
  checkCompanyExport: { needs: ['orders', 'touches'] },
  exportCompanies: { needs: ['orders', 'touches'], raw: true },
  getCompany: { needs: ['attributes', 'orders', 'touches'] },
  createCompany: {},
  setCompany: {},
  changeCompany: { needs: ['attributes'] },
  customerCompanies: { needs: ['attributes'] },
  findCompanies: {},
  prospectChoices: {},
  saveProspectSettings: {},
  prospectOverview: { needs: ['leads'] },
  changeProspects: { needs: ['leads'] },
  undoProspectChange: { needs: ['leads'] },
  createProspect: { needs: ['leads', 'name', 'phone', 'email'] },
  undoCreateProspect: { needs: ['leads'] },
  customerProspect: {
    needs: ['leads'],
    out: (answer, see) => {
      const bare = (one: Json) => (hides(see, 'notes') ? { ...one, note: null } : one)
      return {
        ...answer,
        boughtAt: hides(see, 'orders') ? null : answer.boughtAt,
        firstTouch: hides(see, 'events') ? null : answer.firstTouch,
        next: isObject(answer.next) ? bare(answer.next) : answer.next,
        history: list(answer.history)
          .filter(({ what }) => what !== 'bought' || !hides(see, 'orders'))
          .map(bare),
      }
    },
  },
  listCompanyProposals: { needs: ['attributes', 'email'] },
  decideCompanyProposal: { needs: ['attributes', 'email'] },
  previewImport: raw,
  uploadFile: raw,
  sampleSource: raw,
  listRejects: raw,
  downloadRejects: { ...raw, raw: true },
  changeRejects: raw,
  replaceInRejects: raw,
  dropRejects: raw,
  previewRejects: raw,
  rejectsMapping: raw,
  getRepair: raw,
  listQuarantine: raw,
  replayEvent: raw,
  tailSource: raw,
  listCaught: { needs: ['email', 'name', 'raw'] },
  getCaught: { needs: ['email', 'name', 'raw'], raw: true },
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
