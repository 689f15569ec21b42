import { describe, expect, it } from 'vitest'
import { type FieldLimits, fieldAccess, fieldGroups, levelsOf } from '../../../src/kit/fields.ts'
import { allEndpoints } from '../../../src/server/endpoints.ts'
import { limitAnswer, limitInput } from '../../../src/server/fields/guard.ts'
import { outlets } from '../../../src/server/fields/outlets.ts'

/** Open to whoever may see customers, and yet nothing of a single one stands in their answers. */
const tellNothing: Readonly<Record<string, string>> = {
  listCustomerViews: 'columns and filters by name',
  createCustomerView: 'the same',
  updateCustomerView: 'the same',
  deleteCustomerView: 'the same',
  chooseDefaultCustomerView: 'the same',
  getValueRules: 'rules',
  previewValueRules: 'counts',
  getIdentityRules: 'rules',
  findDuplicates: 'counts',
  compareRecords: 'a task',
  removeIdentityBlock: 'that it is gone',
  endCardLink: 'that it ended',
  getDateKinds: 'settings',
  getNeedTopics: 'settings',
  knowledgeOfAll: 'counts',
  getKnowledgeSettings: 'settings',
  getHouseholdSettings: 'settings',
  saveHouseholdSettings: 'settings',
  findHouseholds: 'counts',
  startImport: 'a task',
  startRepair: 'a task',
  undoImport: 'counts',
  cancelTask: 'a task',
  runSource: 'a task',
  discardEvent: 'that it is gone',
  replayContract: 'counts',
  createDataRequest: 'which fields are missing',
  updateDataRequest: 'the same',
  measureHealth: 'figures of a source',
  settleQualityAlert: 'an alert',
  placeLegalHold: 'that it holds',
  releaseLegalHold: 'that it ended',
  letReturn: 'that it was let in',
  runRetention: 'a task',
  listAudienceFormats: 'formats',
  launchCampaign: 'a campaign',
  stopCampaign: 'a campaign',
  pauseCampaign: 'a campaign',
  resumeCampaign: 'a campaign',
  campaignUnderWay: 'counts',
  saveConsentText: 'a text',
  getDeskSeat: 'counts, and when I promised to ring',
  keepDeskTask: 'that it is kept',
  saveDeskOutcome: 'which outcome was kept',
  releaseDeskTask: 'that it is back',
  listDeskTeams: 'colleagues',
  addDeskTeam: 'a team',
  changeDeskTeam: 'a team',
  removeDeskTeam: 'counts',
  listDeskRules: 'settings',
  addDeskRule: 'settings',
  changeDeskRule: 'settings',
  removeDeskRule: 'settings',
  assignDeskTask: 'that it was given',
  cancelDeskTask: 'that it ended',
  getDeskSettings: 'settings',
  saveDeskSettings: 'settings',
  importDiallerResults: 'counts, and rows by number',
  getDeskBoard: 'counts of tasks, shares of agents',
  getMyDeskFigures: 'the same of oneself',
  listDeskScripts: 'texts, shares of versions',
  saveDeskScript: 'a text',
  setDeskScriptLive: 'which versions are spoken',
  removeDeskScript: 'that it is gone',
}
const personal = new Set([
  ...[
    'customers.read',
    'customers.export',
    'customers.unmask',
    'customers.edit',
    'customers.merge',
    'consents.edit',
  ],
  ...['privacy.handle', 'imports.run', 'messages.read', 'desk.work', 'desk.supervise'],
])

describe('what leaves the server about customers', () => {
  it('is described for every endpoint of those who may see them', () => {
    const undescribed = allEndpoints
      .map(({ endpoint }) => endpoint)
      .filter(({ id, permission }) => personal.has(permission) && !outlets[id] && !tellNothing[id])
    expect(undescribed.map(({ id }) => id)).toEqual([])
  })

  it('is described for endpoints that there are, once', () => {
    const known = new Set(allEndpoints.map(({ endpoint }) => endpoint.id))
    expect(Object.keys(outlets).filter((id) => !known.has(id))).toEqual([])
    expect(Object.keys(tellNothing).filter((id) => outlets[id])).toEqual([])
  })

  it('as a file leaves only where the file was made under the same limits', () => {
    const files = allEndpoints.filter(
      ({ endpoint }) => endpoint.responseType !== undefined && personal.has(endpoint.permission),
    )
    expect(files.length).toBeGreaterThan(4)
    for (const { endpoint } of files) expect.soft(outlets[endpoint.id]?.raw, endpoint.id).toBe(true)
    const profile = allEndpoints.find(({ endpoint }) => endpoint.id === 'getProfile')
    if (!profile) throw new Error('no profile')
    const see = fieldAccess(false, { orders: 'hidden' })
    expect(() => limitAnswer(profile.endpoint, { raw: 'x', contentType: 'text/plain' }, see)).toThrow(
      /hidden/,
    )
  })
})

describe('who may know what', () => {
  const identifiers = fieldGroups.filter((one) => 'kinds' in one)

  it('is as it was where nothing is set', () => {
    for (const unmasks of [true, false]) {
      const see = fieldAccess(unmasks)
      expect(see.isLimited).toBe(false)
      expect(see.mayUnmask).toBe(unmasks)
      for (const one of identifiers)
        for (const kind of one.kinds) expect(see.ofIdentifier(kind)).toBe(unmasks ? 'clear' : 'masked')
      expect(see.ofAttribute('city')).toBe('clear')
    }
  })

  it('is the strictest of role and key, single attributes before their group', () => {
    const role: FieldLimits = { attributes: 'hidden', 'attributes/city': 'clear', phone: 'masked' }
    const see = fieldAccess(false, role, { 'attributes/city': 'masked', phone: 'clear' })
    expect(see.ofAttribute('hobby')).toBe('hidden')
    expect(see.ofAttribute('city')).toBe('masked')
    expect(see.ofIdentifier('phone')).toBe('masked')
    expect(see.isLimited).toBe(true)
    const wide = fieldAccess(false, { attributes: 'hidden' }, { 'attributes/city': 'clear' })
    expect(wide.ofAttribute('city'), 'a key opens nothing its role has closed').toBe('hidden')
  })

  it('takes rows as they came away from whoever has anything hidden, and the year with the birthday', () => {
    const see = fieldAccess(true, { birthday: 'hidden' })
    expect(see.of('raw')).toBe('hidden')
    expect(see.ofAttribute('birth_year')).toBe('hidden')
    expect(fieldAccess(true, { birthday: 'masked' }).of('raw')).toBe('clear')
  })

  it('treats a kind of identifier nobody described as the strictest', () => {
    expect(fieldAccess(true, { phone: 'hidden' }).ofIdentifier('passport')).toBe('hidden')
  })

  it('knows levels of fields that there are', () => {
    expect(levelsOf('phone')).toContain('masked')
    expect(levelsOf('attributes/城市')).toContain('hidden')
    expect(levelsOf('phone/x')).toBeNull()
    expect(levelsOf('constructor')).toBeNull()
  })
})

describe('a question about what is hidden', () => {
  const endpoint = (id: string) => {
    const found = allEndpoints.find((one) => one.endpoint.id === id)
    if (!found) throw new Error(id)
    return found.endpoint
  }
  const ask = (id: string, limits: FieldLimits, body: object, query: object = {}) =>
    limitInput(endpoint(id), { params: { id: 's1' }, query, body }, fieldAccess(false, limits), async () => ({
      op: 'attribute_equals',
      params: { attribute: 'city', value: 'Leeds' },
    }))
  const city = { op: 'attribute_equals', params: { attribute: 'city', value: 'Leeds' } }
  const refused = { code: 'fields.hidden' }

  it.each(['hidden', 'masked'] as const)('by a rule, however deep, is refused (%s)', async (level) => {
    const rule = { all: [{ not: { any: [city] } }] }
    const limits = { 'attributes/city': level }
    for (const id of ['previewSegment', 'createSegment', 'searchCustomers'])
      await expect(ask(id, limits, { rule, sort: { column: 'first_seen' } })).rejects.toMatchObject(refused)
    await expect(ask('createCustomerView', limits, { content: { rule } })).rejects.toMatchObject(refused)
  })

  it('by a segment whose rule asks it is refused', async () => {
    const limits = { 'attributes/city': 'hidden' } as const
    await expect(ask('segmentMembers', limits, {})).rejects.toMatchObject(refused)
    await expect(ask('listCustomers', limits, {}, { segment: 's1' })).rejects.toMatchObject(refused)
    await expect(ask('listCustomers', { phone: 'hidden' }, {}, { segment: 's1' })).resolves.toBeDefined()
  })

  it.each([
    ['orders', { op: 'orders_sum', params: { compare: 'at_least', value: 1 } }],
    ['orders', { op: 'recency', params: {} }],
    ['scores', { op: 'rfm_score', params: {} }],
    ['touches', { op: 'touched', params: {} }],
    ['address', { op: 'one_per_household', params: {} }],
  ])('by %s is refused in a rule', async (group, rule) => {
    await expect(ask('previewSegment', { [group]: 'hidden' }, { rule })).rejects.toMatchObject(refused)
  })

  it('by order or column is refused, and the order nobody chose gives way', async () => {
    const limits = { orders: 'hidden' } as const
    const sorted = (column: string) => ({ sort: { column, direction: 'desc' }, columns: ['city'] })
    await expect(ask('searchCustomers', limits, sorted('orders'))).rejects.toMatchObject(refused)
    await expect(ask('searchCustomers', limits, sorted('monetary'))).resolves.toMatchObject({
      body: { sort: { column: 'first_seen' } },
    })
    await expect(
      ask('exportCustomers', limits, { ...sorted('first_seen'), columns: ['monetary'] }),
    ).rejects.toMatchObject(refused)
    await expect(ask('lookUpProfile', { phone: 'hidden' }, { kind: 'phone' })).rejects.toMatchObject(refused)
  })
})
