import type { Endpoint, Permission } from '../../kit/api.ts'
import { isRawReply } from '../../kit/api.ts'
import { publishedLoad } from './calendar-rules.ts'
import { publishedChannels, publishedTopics } from './channel-rules.ts'
import { fileRules } from './files.ts'
import { publishedMedia } from './media-rules.ts'
import * as rules from './rules.ts'

type Rule = (answer: never, k: number) => unknown
/** How an answer is made fit to be read, or why it needs nothing. */
type Outlet = Rule | string

const settings = 'settings and names'
const rows = 'rows of files and streams, by source and time, never by what people have'

/**
 * Every endpoint that is open to whoever may not list customers. A test holds this against the contract, so that a new
 * one says what it tells of small groups before it can be shown.
 */
export const groupOutlets: Readonly<Record<string, Outlet>> = {
  attributeFields: rules.publishedFields,
  getConcentration: rules.publishedConcentration,
  getOverview: rules.publishedOverview,
  listSegments: rules.publishedSegments,
  getSegment: rules.publishedSegment,
  listComputedAttributes: rules.publishedComputed,
  listCampaigns: rules.publishedCampaigns,
  listChannels: publishedChannels,
  listContactTopics: publishedTopics,
  forecastCampaign: rules.publishedForecast,
  getReport: rules.publishedReport,
  getCalendarLoad: publishedLoad,
  getMediaFigures: publishedMedia,
  listSpendFormats: settings,
  listSpendImports: settings,
  getCalendar: settings,
  downloadCalendar: 'titles and days of campaigns and notes',
  listLessons: rules.publishedLessons,
  listOpportunities: rules.publishedOpportunities,
  getHome: rules.publishedHome,
  getSourceHealth: rules.publishedHealth,
  getRetainedSums: rules.publishedSums,
  getRfm: 'the room itself leaves small cells out, with whatever one subtraction would need',
  previewSegment: 'the room itself answers in steps',
  previewCreative: 'a creative; a customer is named only to whoever may see customers',
  previewSms: 'the same',
  checkCreative: 'the same',
  previewMessage: 'the same',
  freshness: 'times of the newest rows',
  getTask: 'progress in rows',
  getImport: rows,
  listImports: rows,
  listSources: rows,
  getSource: rows,
  listSourceRuns: rows,
  getFieldMap: 'shares of filled rows by field, never by value',
  getLacking: 'shares of filled rows by field, never by value',
  getHealth: rows,
  getHealthCount: 'open alerts',
  listQualityAlerts: rows,
  listContracts: rows,
  getContract: rows,
  compareContract: 'two versions of a contract',
  listSourceKinds: settings,
  getHoldingSettings: settings,
  getDeliveredValueSettings: settings,
  getCardSettings: settings,
  getInboundSettings: settings,
  listConsentTexts: settings,
  getConsentPolicy: settings,
  listDataRequests: settings,
  downloadDataRequests: settings,
  writeDataRequests: settings,
  getPrivacySettings: settings,
  getRetention: settings,
  listRetentionRuns: 'rows removed, by kind',
  getPurposes: settings,
  segmentOperators: settings,
  segmentValues: 'the catalogue',
  listCreatives: settings,
  listOffers: settings,
  listTemplates: settings,
  listCreativeVariables: settings,
  getBrand: settings,
  getQuietHours: settings,
  listAssets: settings,
  previewBrand: settings,
  getCampaign: settings,
  listAutomatedDecisions: settings,
  getProcessingRecord: 'settings, and whether there are people of a kind at all',
  exportProcessingRecord: 'the same',
  listProcessingTexts: settings,
  getImpactAssessment: 'settings, and whether there are people of a kind at all',
  exportImpactAssessment: 'the same',
  getTimeLapse: 'how far the time-lapse is',
}

/**
 * An answer as somebody with these permissions may read it: whoever may list customers can count them anyway, others
 * are told of nobody in a group of fewer than `k`.
 * @param smallest the workspace's `k`; asked only where it is needed
 */
export async function withoutSmallGroups(
  endpoint: Endpoint,
  answer: unknown,
  permissions: ReadonlySet<Permission>,
  smallest: () => Promise<number>,
): Promise<unknown> {
  if (endpoint.responseType !== undefined && endpoint.permission !== 'public' && !fileRules[endpoint.id])
    throw new Error(`The file of ${endpoint.id} has no rule in src/server/small-groups/files.ts.`)
  const rule = groupOutlets[endpoint.id]
  if (typeof rule !== 'function' || permissions.has('customers.read') || isRawReply(answer)) return answer
  const k = await smallest()
  return k > 1 ? rule(answer as never, k) : answer
}
