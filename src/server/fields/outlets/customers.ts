import {
  attributes,
  computed,
  features,
  hides,
  isAttribute,
  levelOfColumn,
  list,
  personRow,
  profile,
  shownAs,
  timelineGroups,
} from '../cut.ts'
import { isObject } from '../walk.ts'
import type { Outlet } from './outlet.ts'

const page: Outlet = {
  out: (answer, see) => ({ ...answer, items: list(answer.items).map((row) => personRow(row, see)) }),
}

/** Lists of customers, one customer, profiles, and what campaigns tell of single people. */
export const customers: Readonly<Record<string, Outlet>> = {
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
  // In which language somebody would be written to tells of theirs.
  checkCreative: {
    out: (answer, see) => (levelOfColumn('language', see) === 'clear' ? answer : { ...answer, reader: null }),
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
}
